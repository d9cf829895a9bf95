export declare function problemsPage(): string;
export declare function writeProblemsPage(): void;
