import { z } from 'zod';
import { type DataFolder } from '../embedded/data-folder.js';
import { choosePort } from '../embedded/ports.js';

const Ports = z.record(z.string(), z.number().int());

/** Ports are chosen once and kept in `ports.json`: clients find everything where it was. */
export interface KeptPorts {
  /**
   * @param asked the port that the user wants, and the variable that says so
   * @throws StartupError if that port is in use
   */
  choose(what: string, asked: { port: number | undefined; variable: string }, usual?: number): Promise<number>;
}

export async function keptPorts(folder: DataFolder): Promise<KeptPorts> {
  const kept = (await folder.read('ports.json', Ports)) ?? {};
  return {
    async choose(what, asked, usual) {
      const others = Object.entries(kept).flatMap(([other, port]) => (other === what ? [] : [port]));
      const port = await choosePort({ ...asked, what }, [kept[what], usual], new Set(others));
      if (kept[what] !== port) {
        kept[what] = port;
        await folder.write('ports.json', kept);
      }
      return port;
    },
  };
}
