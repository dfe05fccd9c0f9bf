// Made by clients/typescript/generate.py from the OpenAPI document of bank: do not edit.

import { Client, type CallOptions, type OperationOptions, type Outcome } from "./hapax.js";

/** Why there is no success (RFC 9457). */
export type Problem = {
  /** The address of a page that says what to do. */
  type: string;
  title: string;
  status: number;
  /** The last part of type. */
  code: string;
  detail?: string;
  /** The status document of the operation. */
  instance?: string;
  operation?: string;
  correlationId?: string;
  /** Whether the same request with the same id may succeed later. */
  retryable: boolean;
  /** false: certainly nothing was done. Absent: not certain. */
  applied?: boolean;
  currentVersion?: number;
  errors?: Array<{
    pointer: string;
    detail: string;
  }>;
  causes?: Array<string>;
};

/** An operation that is durable and goes on. */
export type Accepted = {
  operation: string;
  status: string;
  links: {
    operation: string;
  };
};

/** How far an operation is. */
export type Operation = {
  id: string;
  status: "accepted" | "executing" | "committed" | "completed" | "rejected" | "compensating" | "compensated" | "needs-attention" | "failed" | "unknown";
  /** The name of the command. */
  type: string;
  resource: string;
  acceptedAt: string;
  attempts: number;
  version?: number;
  position?: string;
  /** Of the request that was first. */
  correlationId?: string;
  traceparent?: string;
  timeline: Array<{
    state: string;
    at?: string;
    view?: string;
  }>;
  /** What the operation answered, once it is completed. */
  answer?: Record<string, unknown>;
  problem?: Problem;
  links: {
    self: string;
    resource?: string;
  };
};

/** A page may be short, or empty, and still have a next one. */
export type OperationList = {
  items: Array<ListedOperation>;
  /** What `cursor` of the next page is; null: there is none. */
  next: string | null;
};

/** An operation in a list. */
export type ListedOperation = {
  id: string;
  status: "accepted" | "executing" | "committed" | "completed" | "rejected" | "failed";
  /** The name of the command. */
  type: string;
  resource: string;
  acceptedAt: string;
  /** Absent while it runs. */
  position?: string;
  links: {
    self: string;
    resource?: string;
  };
};

export type Health = {
  status: "pass" | "fail";
  service?: string;
  insecure?: boolean;
  checks?: Array<{
    name: string;
    status: "pass" | "fail";
  }>;
};

export type Version = {
  hapax: string;
};

export type ClientConfig = {
  operationIds: {
    /** From the time in the id; null = for ever. */
    lifetimeSeconds: number | null;
    version7Only: boolean;
    /** How far an id may be ahead of the server's clock. */
    clockLeewaySeconds: number;
  };
  waits: {
    defaultSeconds: number;
    maxSeconds: number;
  };
  limits: {
    bodyBytes: number;
    addressBytes: number;
    headerFields: number;
    headerBytes: number;
    listRows: number;
    pipelinedRequests: number;
  };
};

/** Opens an account for its owner. */
export type OpenAccount = {
  /** Who the account belongs to. */
  owner: string;
};

/** Pays money into an account. */
export type Deposit = {
  /** In cents. */
  amount: number;
};

/** Takes money out of an account that holds enough. */
export type Withdraw = {
  /** In cents. */
  amount: number;
};

/** The operation was carried out, and every required view shows it. */
export type OpenAccountCompleted = {
  /** Its id. */
  operation: string;
  status: "completed";
  /** The aggregate: its type and its key. */
  stream: string;
  /** Of the aggregate, after it. */
  version: number;
  /** In the journal. */
  position: string;
};

/** The operation was carried out, and every required view shows it. */
export type DepositCompleted = {
  /** Its id. */
  operation: string;
  status: "completed";
  /** The aggregate: its type and its key. */
  stream: string;
  /** Of the aggregate, after it. */
  version: number;
  /** In the journal. */
  position: string;
  balance: number;
};

/** The operation was carried out, and every required view shows it. */
export type WithdrawCompleted = {
  /** Its id. */
  operation: string;
  status: "completed";
  /** The aggregate: its type and its key. */
  stream: string;
  /** Of the aggregate, after it. */
  version: number;
  /** In the journal. */
  position: string;
  balance: number;
};

export type Balance = {
  /** The key of the row. */
  account: string;
  amount: number;
};

export type Movement = {
  account: string;
  operation: string;
  caller: string;
  amount: number;
  time: string;
  balance: number;
};

/** How openAccount() may be rejected. */
export type OpenAccountRejection = "account-exists";

/** How deposit() may be rejected. */
export type DepositRejection = "account-not-open" | "balance-too-large";

/** How withdraw() may be rejected. */
export type WithdrawRejection = "account-not-open" | "insufficient-funds";

/** The routes of bank. Rejections are thrown as ProblemError. */
export class BankClient {
  constructor(readonly client: Client) {}

  /** Opens an account for its owner. */
  openAccount(key: { account: string }, body: OpenAccount, options?: OperationOptions): Promise<Outcome<OpenAccountCompleted>> {
    return this.client.execute("PUT", `/accounts/${encodeURIComponent(key.account)}`, body, options, true);
  }

  /** The status document of the operation that this address names. */
  followOpenAccount(key: { account: string }, options?: CallOptions): Promise<Operation> {
    return this.client.read(`/accounts/${encodeURIComponent(key.account)}`, {}, options);
  }

  /** A row of Balance. */
  getBalance(key: { account: string }, options?: CallOptions): Promise<Balance> {
    return this.client.read(`/accounts/${encodeURIComponent(key.account)}/balance`, {}, options);
  }

  /** Pays money into an account. */
  deposit(key: { account: string }, body: Deposit, options?: OperationOptions): Promise<Outcome<DepositCompleted>> {
    return this.client.execute("PUT", (id) => `/accounts/${encodeURIComponent(key.account)}/deposits/${id}`, body, options);
  }

  /** The status document of the operation that this address names. */
  followDeposit(key: { account: string; operation: string }, options?: CallOptions): Promise<Operation> {
    return this.client.read(`/accounts/${encodeURIComponent(key.account)}/deposits/${encodeURIComponent(key.operation)}`, {}, options);
  }

  /** Rows of Movement. */
  listMovement(key: { account: string }, query: { limit?: number; cursor?: string } = {}, options?: CallOptions): Promise<{
    items: Array<Movement>;
    /** The cursor of the next page; null = no more. */
    next: string | null;
  }> {
    return this.client.read(`/accounts/${encodeURIComponent(key.account)}/movements`, query, options);
  }

  /** Takes money out of an account that holds enough. */
  withdraw(key: { account: string }, body: Withdraw, options?: OperationOptions): Promise<Outcome<WithdrawCompleted>> {
    return this.client.execute("PUT", (id) => `/accounts/${encodeURIComponent(key.account)}/withdrawals/${id}`, body, options);
  }

  /** The status document of the operation that this address names. */
  followWithdraw(key: { account: string; operation: string }, options?: CallOptions): Promise<Operation> {
    return this.client.read(`/accounts/${encodeURIComponent(key.account)}/withdrawals/${encodeURIComponent(key.operation)}`, {}, options);
  }

  /** What a client should know before it asks. */
  getConfig(options?: CallOptions): Promise<ClientConfig> {
    return this.client.read(`/config`, {}, options);
  }

  /** The same as /health/ready. */
  getHealth(options?: CallOptions): Promise<Health> {
    return this.client.read(`/health`, {}, options);
  }

  /** Whether the process works at all. */
  getLiveness(options?: CallOptions): Promise<Health> {
    return this.client.read(`/health/live`, {}, options);
  }

  /** Whether operations are taken and shown. */
  getReadiness(options?: CallOptions): Promise<Health> {
    return this.client.read(`/health/ready`, {}, options);
  }

  /** This document. */
  getOpenApi(options?: CallOptions): Promise<Record<string, unknown>> {
    return this.client.read(`/openapi.json`, {}, options);
  }

  /** Your own operations: those that run, then all others, the newest first. */
  listOperations(query: { status?: "accepted" | "executing" | "committed" | "completed" | "rejected" | "failed"; type?: string; since?: string; cursor?: string; limit?: number } = {}, options?: CallOptions): Promise<OperationList> {
    return this.client.read(`/operations`, query, options);
  }

  /** The status document of an operation. */
  getOperation(key: { id: string }, options?: CallOptions): Promise<Operation> {
    return this.client.read(`/operations/${encodeURIComponent(key.id)}`, {}, options);
  }

  /** What a problem means and what to do about it. */
  getProblem(key: { type: string }, options?: CallOptions): Promise<unknown> {
    return this.client.read(`/problems/${encodeURIComponent(key.type)}`, {}, options);
  }

  /** The version of hapax. */
  getVersion(options?: CallOptions): Promise<Version> {
    return this.client.read(`/version`, {}, options);
  }

}
