export function listed(name: 'failpoints' | 'mutants'): Record<string, unknown>;
export function faultConstants(faults?: { failpoints?: boolean; mutant?: string | undefined }): Record<string, string>;
