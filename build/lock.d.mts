export declare function withLock<T>(folder: string, onWait: () => void, work: () => T | Promise<T>): Promise<T>;
