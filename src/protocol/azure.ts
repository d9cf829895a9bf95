/** Signing in to Microsoft Entra. Plain data only; what holds a token or a secret says so. */
import type { Answered } from './explorer.ts';

export type AzureCloud = 'public' | 'china' | 'government';

/**
 * Who signs in. `account`: the Microsoft account of VS Code. `cli`: whoever is signed in to the Azure CLI. `environment`: AZURE_CLIENT_ID,
 * AZURE_TENANT_ID and a secret or certificate, as Azure's own tools read them. `app`: an application with its secret. `device`: a person,
 * by a code that is typed into a page.
 */
export type SignInWay = 'account' | 'cli' | 'environment' | 'app' | 'device';

/** How a token is had. Holds no secret. */
export interface SignIn {
  way: SignInWay;
  /** Default: the way's own. `app` needs one. */
  tenantId?: string;
  /** Of the application; `app` needs one. Default of `device`: Azure's own developer tools. */
  clientId?: string;
  /** Default: by the address that the token is for. */
  cloud?: AzureCloud;
  scope?: string;
}

/** A token that is wanted. Holds a secret: never log it. */
export interface TokenRequest {
  signIn: SignIn;
  /** What the token is for; says cloud and scope where `signIn` does not. */
  url: string;
  /** Of an `app`. */
  clientSecret?: string;
  /** A person may be asked now. Otherwise signing in that needs one is a problem. */
  interactive: boolean;
}

export interface AzureToken {
  token: string;
  /** Epoch ms after which it is not valid. */
  expires: number;
}

/** What a person types where. */
export interface DeviceCode {
  code: string;
  url: string;
}

/** Signs in where that needs no VS Code. Never rejects. */
export interface TokenGiver {
  /** A token that is valid for some minutes at least, where Entra gives such. `show` is called when a person has to type a code. */
  token(request: TokenRequest, show?: (code: DeviceCode) => void): Promise<Answered<AzureToken>>;
  dispose(): void;
}

export type ToAzure = { type: 'token'; id: number; request: TokenRequest } | { type: 'abandon'; id: number };
export type FromAzure = { type: 'code'; id: number; code: DeviceCode } | { type: 'answer'; id: number; answer: Answered<AzureToken> };
