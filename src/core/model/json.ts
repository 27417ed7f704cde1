/** Any value JSON can hold. Parsed log values have this type until an importer has checked them. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
