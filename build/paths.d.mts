export declare const root: string;
export declare const dist: string;
export declare const cache: string;
export declare const artifacts: string;
export declare const samples: string;
