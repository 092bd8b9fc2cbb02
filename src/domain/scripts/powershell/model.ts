/**
 * What the linter looks at: the same whether it was made from PowerShell's own syntax tree or from tokens alone. Names are
 * as they are written; lines count from 1.
 */
export interface PwshModel {
  readonly source: 'syntax' | 'tokens';
  /** Known of a syntax tree only. */
  readonly parseErrors: readonly { readonly line: number; readonly message: string }[];
  readonly commands: readonly PwshCommand[];
  /** Constant texts, barewords among them. */
  readonly texts: readonly PwshText[];
  readonly types: readonly PwshName[];
  readonly members: readonly PwshMember[];
  /** Without their sign, also those inside texts: `env:PATH`. */
  readonly variables: readonly PwshName[];
  readonly assignments: readonly PwshAssignment[];
  /** Functions that it defines, without scope. */
  readonly functions: readonly string[];
  /** DSC documents. */
  readonly configurations: readonly PwshName[];
  /** `#Requires` lines, without the sign. */
  readonly requires: readonly PwshName[];
  /** Tables whose value of a key is the error record itself. */
  readonly errorsInTables: readonly { readonly line: number }[];
  readonly hasTable: boolean;
  /** Null where it has none. */
  readonly parameters: readonly PwshParameter[] | null;
}

export interface PwshName {
  readonly name: string;
  readonly line: number;
}

export interface PwshText {
  readonly text: string;
  readonly line: number;
  readonly isBareword: boolean;
}

/** A value of a command: its constant texts, several of a list. */
export interface PwshArgument {
  readonly kind: 'argument';
  readonly texts: readonly string[];
  /** The variable, where it is nothing else. */
  readonly variable: string | null;
  readonly line: number;
}

export interface PwshSwitch {
  readonly kind: 'parameter';
  /** Without its dash. */
  readonly name: string;
  readonly line: number;
}

export interface PwshCommand {
  /** Empty where it is known at run time only. */
  readonly name: string;
  readonly line: number;
  readonly elements: readonly (PwshArgument | PwshSwitch)[];
  /** `@name` among its arguments. */
  readonly isSplatted: boolean;
  /** The command that it is piped into; null at the end of a pipeline. */
  readonly next: PwshCommand | null;
}

export interface PwshMember {
  readonly name: string;
  readonly line: number;
  readonly isStatic: boolean;
  readonly isCall: boolean;
  /** What it is a member of: a type's, variable's or member's name; null for other values. */
  readonly of: string | null;
}

export interface PwshAssignment {
  /** `variable`: `$name`; `member`: `.name`; `key`: a key of a table, or a text in brackets. */
  readonly to: 'variable' | 'member' | 'key';
  readonly name: string;
  readonly line: number;
  /** The whole value, where it is one constant text, number or constant variable. */
  readonly constant: string | null;
}

export interface PwshParameter {
  readonly name: string;
  /** `object` where none is given. */
  readonly type: string;
  readonly mandatory: boolean;
  /** As it is written; null where there is none. */
  readonly default: string | null;
}
