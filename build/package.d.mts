export declare const targets: Readonly<Record<string, string>>;
export declare const UNIVERSAL: 'universal';
export declare const LIMIT: number;
export declare function hostTarget(): string;
export declare function packageAll(names?: readonly string[]): Promise<Record<string, string>>;
