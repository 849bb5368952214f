/** What a screen reader is told; `Announcer` in the layout holds the live region. */
export const announcement = $state({ text: '' });
export function announce(text: string): void {
  // The same words again are news only when the region was empty between.
  announcement.text = '';
  setTimeout(() => (announcement.text = text), 30);
}
