import type ts from 'typescript';

export function checkTypes(top?: string): readonly ts.Diagnostic[];
