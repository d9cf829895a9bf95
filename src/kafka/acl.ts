/** What Kafka's authorizer asks of a user, and how it is granted. */

/** As `kafka-acls.sh` names operations; READ, WRITE, DELETE and ALTER allow DESCRIBE too (org.apache.kafka.common.acl.AclOperation). */
export type AclOperation = 'Read' | 'Write' | 'Create' | 'Delete' | 'Alter' | 'AlterConfigs' | 'Describe' | 'DescribeConfigs';

export interface Acl {
  operation: AclOperation;
  on: 'topic' | 'group';
  name: string;
  /** Who signed in, where that is known. */
  user?: string;
}

const plain = /^[\w.@%+:-]+$/;
const quoted = (text: string): string => (plain.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What is missing: `user alice has no ACL for READ on topic orders`. */
export const missing = ({ operation, on, name, user }: Acl): string =>
  `${user === undefined ? 'this user' : `user ${user}`} has no ACL for ${operation.replace(/(?<=[a-z])(?=[A-Z])/, '_').toUpperCase()} on ${on === 'group' ? 'consumer group' : on} '${name}'`;

/** One sentence: who grants it, and with what. What may be read may be described: a topic is asked about so that it can be read. */
export function grant({ operation, on, name, user }: Acl): string {
  const wanted = operation === 'Describe' && on === 'topic' ? 'Read' : operation;
  return `Whoever administers the cluster can grant it: kafka-acls.sh --add --allow-principal ${user === undefined ? 'User:<name>' : quoted(`User:${user}`)} --operation ${wanted} --${on} ${quoted(name)}.`;
}
