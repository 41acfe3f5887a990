import type { Balancer } from './flavour.ts';
import { MESH_FRONT } from './front.ts';
import { MESH_PLACE } from './place.ts';

/** Envoy proxies in a VPC network, configured by Cloud Service Mesh. */
export const serviceMesh: Balancer = {
  word: 'mesh',
  meaning: 'Cloud Service Mesh: Envoy proxies of a network in front of the endpoints',
  place: MESH_PLACE,
  front: MESH_FRONT,
  fullest: {},
};
