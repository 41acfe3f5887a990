import ts from 'typescript';

/** What may stand in the place of an expression, as source text. */
export type Replacements = readonly string[];

const COMPARISONS: ReadonlyMap<ts.SyntaxKind, Replacements> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['!==']],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['===']],
  [ts.SyntaxKind.LessThanToken, ['<=', '>=']],
  [ts.SyntaxKind.LessThanEqualsToken, ['<', '>']],
  [ts.SyntaxKind.GreaterThanToken, ['>=', '<=']],
  [ts.SyntaxKind.GreaterThanEqualsToken, ['>', '<']],
  [ts.SyntaxKind.PlusToken, ['-']],
  [ts.SyntaxKind.MinusToken, ['+']],
  [ts.SyntaxKind.AsteriskToken, ['/']],
  [ts.SyntaxKind.SlashToken, ['*']],
  [ts.SyntaxKind.AmpersandAmpersandToken, ['||']],
  [ts.SyntaxKind.BarBarToken, ['&&']],
  [ts.SyntaxKind.AmpersandToken, ['|']],
]);

/** Operators of which either side alone is a mutant. */
const ONE_SIDED: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarToken,
]);

const ASSIGNMENTS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.PlusEqualsToken, '-='],
  [ts.SyntaxKind.QuestionQuestionEqualsToken, '='],
]);

/** Methods that hand on their receiver, changed; without them it is handed on as it is. */
const CHANGING: ReadonlySet<string> = new Set([
  'exactOptional',
  'filter',
  'join',
  'map',
  'padStart',
  'positive',
  'regex',
  'replace',
  'replaceAll',
  'reverse',
  'slice',
  'sort',
  'trim',
  'trimEnd',
]);

/** Methods that another one can be taken for. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['lastIndexOf', 'indexOf'],
]);

function textOf(node: ts.Node): string {
  return node.getText();
}

function ofBinary(node: ts.BinaryExpression): Replacements {
  const { left, operatorToken, right } = node;
  const [one, other] = [textOf(left), textOf(right)];
  const swaps = COMPARISONS.get(operatorToken.kind) ?? [];
  const assignment = ASSIGNMENTS.get(operatorToken.kind);
  return [
    ...swaps.map((operator) => `(${one}) ${operator} (${other})`),
    ...(ONE_SIDED.has(operatorToken.kind) ? [one, other] : []),
    ...(assignment === undefined ? [] : [`${one} ${assignment} (${other})`]),
  ];
}

function ofCall({ expression, arguments: given }: ts.CallExpression): Replacements {
  if (!ts.isPropertyAccessExpression(expression) || expression.questionDotToken !== undefined) {
    return [];
  }
  const receiver = textOf(expression.expression);
  const name = expression.name.text;
  const other = OTHERS.get(name);
  const words = given.map(textOf).join(', ');
  return [
    ...(CHANGING.has(name) ? [receiver] : []),
    ...(other === undefined ? [] : [`${receiver}.${other}(${words})`]),
  ];
}

function ofNumber({ text }: ts.NumericLiteral): Replacements {
  const value = Number(text);
  return value >= 100 ? ['0', `${value * 1_000}`] : [`${value + 1}`];
}

/** True for an expression that decides which way is taken. */
function isCondition(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  return ts.isArrowFunction(parent) && parent.body === node && ts.isBinaryExpression(node);
}

function ofKind(node: ts.Expression): Replacements {
  if (ts.isBinaryExpression(node)) return ofBinary(node);
  if (ts.isCallExpression(node)) return ofCall(node);
  if (ts.isNumericLiteral(node)) return ofNumber(node);
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return [node.text === '' ? "'mutant'" : "''"];
  }
  if (ts.isTemplateExpression(node)) return ["''"];
  if (ts.isRegularExpressionLiteral(node)) {
    const flags = node.text.slice(node.text.lastIndexOf('/') + 1);
    return [`/(?!)/${flags}`, `/(?:)/${flags}`];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return ['false'];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return ['true'];
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) return ['[]'];
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [textOf(node.operand)];
  }
  return [];
}

/** The mutants of one expression. */
export function replacementsOf(node: ts.Expression): Replacements {
  const found = ofKind(node);
  if (isCondition(node)) return [...new Set([...found, 'true', 'false'])];
  if (ts.isWhileStatement(node.parent)) return [...found, 'false'];
  if (ts.isArrowFunction(node.parent) && node.parent.body === node) return [...found, 'undefined'];
  return found;
}

/** True for a statement that can be left out. */
export function isRemovable(node: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(node) ||
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node) ||
    ts.isContinueStatement(node) ||
    ts.isBreakStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForStatement(node) ||
    ts.isWhileStatement(node)
  );
}
