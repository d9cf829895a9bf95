/** Why bytes cannot be read as asked: the end of the sentence "Not Avro: …". Never leaves this folder. */
export class PayloadFault extends Error {}

/** Objects in objects that are read; more is no message that anybody wrote. */
export const DEEPEST = 200;
