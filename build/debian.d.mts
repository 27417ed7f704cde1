export declare const BROWSER: readonly string[];
export declare const BUILD: readonly string[];
export declare function ensureDebian(packages: readonly string[], say?: (line: string) => void): void;
export declare function chrome(): string;
export declare function which(program: string): string | undefined;
