/** Between the message viewer (webview) and the extension host, which passes questions on to the thread that holds the messages. Plain JSON data only. */
import type { Arrangement, ExportFormat, Look, LookStatus, MessagesAnswers, MessagesQuestion, RowSpan } from './messages.ts';

/** What a viewer is opened on; enough to open it again. */
export interface ViewerPlace {
  /** The connection's id. */
  connection: string;
  look: Look;
  arrangement: Arrangement;
}

export interface ViewerView {
  place: ViewerPlace;
  /** What the connection is called. */
  name: string;
  /** Null before anything is known. */
  status: LookStatus | null;
  /** The job that "Simulate on these" runs: the Python file that was looked at last; absent when there is none. */
  job?: string;
  /** Messages can be written over this connection. */
  writable: boolean;
}

export type MessagesCommand =
  /** Reads anew. */
  | { do: 'look'; look: Look }
  | { do: 'stop' }
  /** Kept with the panel, for a link and for the next window. */
  | { do: 'arranged'; arrangement: Arrangement }
  | { do: 'copy'; text: string }
  | { do: 'export'; format: ExportFormat; span?: RowSpan }
  | { do: 'openMessage'; id: number }
  | { do: 'copyCapture'; span: RowSpan }
  | { do: 'copyOffsets'; which: 'startingOffsets' | 'endingOffsets'; span?: RowSpan }
  | { do: 'simulate'; span?: RowSpan }
  | { do: 'insertSchema' }
  | { do: 'produce'; id: number }
  | { do: 'copyLink'; id?: number }
  | { do: 'chooseSchema'; side: 'key' | 'value'; format: 'avro' | 'protobuf' }
  | { do: 'checkConnection' };

export type MessagesToHost =
  | { kind: 'ready' }
  | { kind: 'ask'; id: number; question: MessagesQuestion }
  | { kind: 'command'; command: MessagesCommand };

export type MessagesToView =
  | { kind: 'view'; view: ViewerView }
  /** A message that a link names, once it is there. */
  | { kind: 'choose'; id: number }
  | { kind: 'answer'; id: number; value: MessagesAnswers[keyof MessagesAnswers] }
  | { kind: 'refused'; id: number; message: string };
