import type { Expression } from '../plan.ts';
import { unreachable } from '../unreachable.ts';
import type { Node, WindowNode } from './atoms.ts';
import { nothing, valueOf } from './context.ts';

/** What a node is computed from in one select: its atoms, and the windows that stand there. */
export interface Available {
  readonly atoms: ReadonlyMap<string, Expression>;
}

/** A node over the atoms and windows of a select. */
export function valueOfNode(node: Node, from: Available, windows: ReadonlyMap<WindowNode, Expression>): Expression {
  switch (node.kind) {
    case 'atom':
      return from.atoms.get(node.atom.id) ?? nothing(node.type);
    case 'constant':
      return valueOf(node.value, node.type);
    case 'arithmetic':
      return {
        kind: 'arithmetic',
        op: node.op,
        left: valueOfNode(node.left, from, windows),
        right: valueOfNode(node.right, from, windows),
        type: node.type,
      };
    case 'window':
      return windows.get(node) ?? nothing(node.type);
    default:
      return unreachable(node);
  }
}
