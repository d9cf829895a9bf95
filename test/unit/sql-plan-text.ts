import type { Relation, SqlQuery } from '../../src/spark/sql/tree.ts';

/** Node names of a query in the form of Spark's parsed plan, to be held against parsePlan(text).toString(). */
function node(name: string, ...children: string[][]): string[] {
  const out = [name];
  children.forEach((child, i) => {
    const last = i === children.length - 1;
    out.push(`${last ? '+- ' : ':- '}${child[0]!}`, ...child.slice(1).map((l) => `${last ? '   ' : ':  '}${l}`));
  });
  return out;
}

export function planText(q: SqlQuery): string[] {
  switch (q.kind) {
    case 'select': {
      let p = q.from ? relationText(q.from) : ['OneRowRelation'];
      if (q.where) p = node('Filter', p);
      p = node(q.groupBy || q.having ? 'Aggregate' : 'Project', p);
      if (q.having) p = node('UnresolvedHaving', p);
      if (q.distinct) p = node('Distinct', p);
      for (const h of [...q.hints].reverse()) p = node(`UnresolvedHint ${h.name}`, p);
      return p;
    }
    case 'relation': return relationText(q.relation);
    case 'setOperation': {
      const names = { union: 'Union', intersect: q.all ? 'IntersectAll' : 'Intersect false', except: q.all ? 'ExceptAll' : 'Except false' };
      const both = node(names[q.op], planText(q.left), planText(q.right));
      return q.op === 'union' && !q.all ? node('Distinct', both) : both;
    }
    case 'organized': {
      let p = planText(q.child);
      if (q.distributeBy || q.clusterBy) p = node('RepartitionByExpression', p);
      if (q.orderBy) p = node('Sort true', p);
      if (q.sortBy || q.clusterBy) p = node('Sort false', p);
      return q.limit ? node('GlobalLimit', node('LocalLimit', p)) : p;
    }
    case 'with': return ['CTE'];
    case 'multiSelect': return node('Union', ...q.queries.map(planText));
  }
}

const joinNames = { inner: 'Inner', cross: 'Cross', left: 'LeftOuter', right: 'RightOuter', full: 'FullOuter', leftSemi: 'LeftSemi', leftAnti: 'LeftAnti' };

function relationText(r: Relation): string[] {
  switch (r.kind) {
    case 'table': return [`UnresolvedRelation [${r.name.join(', ')}]`];
    case 'query': return planText(r.query);
    case 'values': return [`UnresolvedInlineTable [${r.columns.join(', ')}]`];
    case 'function': return ['UnresolvedTableValuedFunction'];
    case 'alias': {
      const renamed = r.columns && r.child.kind !== 'values' && r.child.kind !== 'function';
      return node(`SubqueryAlias ${r.name}`, renamed ? node(`UnresolvedSubqueryColumnAliases [${r.columns.join(', ')}]`, relationText(r.child)) : relationText(r.child));
    }
    case 'join': {
      const name = joinNames[r.join];
      return node(`Join ${r.natural ? `NaturalJoin(${name})` : r.using ? `UsingJoin(${name},ArrayBuffer(${r.using.join(', ')}))` : name}`, relationText(r.left), relationText(r.right));
    }
    case 'lateralView': return node(`Generate ${r.outer} ${r.name} [${r.columns.join(', ')}]`, relationText(r.child));
    case 'pivot': return node('Pivot', relationText(r.child));
    case 'sample': return r.sample.by === 'rows' ? node('GlobalLimit', node('LocalLimit', relationText(r.child))) : node('Sample', relationText(r.child));
    case 'refused': return ['refused'];
  }
}
