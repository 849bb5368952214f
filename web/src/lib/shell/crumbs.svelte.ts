export interface Crumb {
  readonly label: string;
  readonly href?: string;
  readonly mono?: boolean;
}

/** The way to this page; only below the first level. */
class Crumbs {
  list = $state.raw<readonly Crumb[]>([]);
  copy = $state.raw<{ readonly text: string; readonly what: string } | undefined>();
}
export const crumbs = new Crumbs();

/** Breadcrumb of a page for the life of its component; `of` is tracked. */
export function useCrumbs(of: () => readonly Crumb[], copy?: () => Crumbs['copy']): void {
  $effect(() => {
    crumbs.list = of();
    crumbs.copy = copy?.();
    return () => {
      crumbs.list = [];
      crumbs.copy = undefined;
    };
  });
}
