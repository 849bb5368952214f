export function build(): Promise<void>;
export function transpile(outdir: string, faults: { failpoints?: boolean; mutant?: string }): Promise<void>;
