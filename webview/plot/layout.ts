/** Where the lanes of the strip lie, in CSS pixels from its top. */
export interface Layout {
  readonly score?: { readonly top: number; readonly bottom: number };
  /** Bars around a middle: credit, or the change of the score. */
  readonly lane?: { readonly middle: number; readonly reach: number };
  /** Base of the icons of the steps. */
  readonly marks: number;
  readonly height: number;
}

/** Only what there is gets room: without scores and credit the icons alone are left. */
export function layoutOf(scored: boolean, credited: boolean): Layout {
  if (!scored && !credited) return { marks: 29, height: 38 };
  const score = scored ? { top: 16, bottom: 68 } : undefined;
  const above = score ? score.bottom : 4;
  const reach = credited ? 18 : 12;
  const middle = above + reach + 6;
  const marks = middle + reach + 21;
  return { ...(score ? { score } : {}), lane: { middle, reach }, marks, height: marks + 9 };
}
