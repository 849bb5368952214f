/** So long after a part could not be loaded it is asked for again, in milliseconds. */
const AGAIN_MS = 1_000;

/**
 * Loads a part of the page that is needed only now, and goes on until it is there: the server may be away in just that moment.
 * @param missed called each time that it could not be loaded
 */
export async function patient<T>(load: () => Promise<T>, missed: () => void = () => undefined): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      missed();
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
