import { cleanLine } from '../clean.ts';
import { healthKey, readHealth, type ServiceHealth } from '../facts/endpoint-health.ts';
import type { Json, JsonObject } from '../json.ts';
import { endpointText } from '../render/live-text.ts';
import { rowLines } from '../render/rows.ts';
import type { Style } from '../render/style.ts';
import { wrapped } from '../render/wrap.ts';
import { endpointWords } from '../resources/network-endpoint.ts';
import { scopeName } from '../resources/resource.ts';
import type { CommandBody, Invocation } from './command.ts';
import { type LiveNeg, readNeg } from './endpoints.ts';
import { failingWith, type Ready } from './failing.ts';
import { targetOf } from './live.ts';
import { LIVE_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';
import { givenScope, PLACE_ROWS } from './which-neg.ts';

/** The state of an endpoint behind each service that shows one. */
function statesOf(endpoint: JsonObject, health: readonly ServiceHealth[]): readonly string[] {
  return health.flatMap(({ service, states, because }) => {
    if (because !== null) return [];
    const state = states.get(healthKey(endpoint)) ?? 'not probed yet';
    return [`${state} (${service})`];
  });
}

/** What cannot be said of health, and why. */
function silence(health: readonly ServiceHealth[]): readonly string[] {
  if (health.length === 0) {
    return ['no backend service uses the NEG: its endpoints are not probed'];
  }
  return health.flatMap(({ service, because }) =>
    because === null ? [] : [`health behind ${service}: ${because}`],
  );
}

function listLines(
  { neg, home }: LiveNeg,
  endpoints: readonly JsonObject[],
  health: readonly ServiceHealth[],
  style: Style,
): readonly string[] {
  const count = `${endpoints.length} endpoint${endpoints.length === 1 ? '' : 's'}`;
  const rows = endpoints.map((endpoint) => ({
    head: `  ${endpointText(endpoint)}`,
    tail: cleanLine(statesOf(endpoint, health).join(', ')),
  }));
  return [
    style.strong(`${neg.name}   ${scopeName(neg.scope)}   ${home.type}   ${count}`),
    ...rowLines(rows, style),
    ...silence(health).flatMap((line) => wrapped(`Note   ${cleanLine(line)}`, style.width, 7)),
  ];
}

function endpointJson(endpoint: JsonObject, health: readonly ServiceHealth[]): Json {
  const states = health.flatMap(({ service, states: known, because }): readonly Json[] =>
    because === null ? [{ service, state: known.get(healthKey(endpoint)) ?? null }] : [],
  );
  return { ...endpoint, text: endpointWords(endpoint), health: states };
}

async function list(ready: Ready, { flags, args }: Invocation): Promise<number> {
  const { app, settings, output } = ready;
  const target = await targetOf(ready, flags);
  const cloud = await app.openCloud(target, settings.emulator);
  try {
    const { project } = target.context;
    const reader = { gcloud: cloud.gcloud, project };
    output.talk([`Reading project ${project} …`]);
    const live = await readNeg(reader, { name: args[0] ?? '', scope: givenScope(flags) });
    const health = await readHealth(reader, live.neg);
    const endpoints = live.facts.endpoints.get(live.neg.id) ?? [];
    output.result(listLines(live, endpoints, health, output.style));
    const result = {
      project,
      neg: live.neg.id,
      type: live.home.type,
      endpoints: endpoints.map((endpoint) => endpointJson(endpoint, health)),
      healthUnknown: silence(health),
    };
    return await output.finish({ ...NOTHING, ending: 'ok', result });
  } finally {
    await cloud.close();
  }
}

export const endpointsListCommand: CommandBody = {
  examples: [
    'negctl endpoints list web-neg',
    'negctl endpoints list web-neg --zone=europe-west1-b --format=json',
  ],
  args: [{ name: 'neg', required: true, summary: 'Name of the NEG' }],
  own: [{ heading: 'Which NEG', rows: PLACE_ROWS }],
  unlisted: [],
  options: LIVE_OPTIONS,
  exits: ['0', '2', '3', '4', '5', '6'],
  run: (invocation) =>
    failingWith(invocation, 'endpoints list', (ready) => list(ready, invocation)),
};
