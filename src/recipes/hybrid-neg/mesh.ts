import { OUTSIDE } from '../zoned/endpoints.ts';
import { zonedFlavour } from '../zoned/flavour.ts';
import { MESH_FRONT } from '../zoned/front.ts';
import { MESH_PLACE } from '../zoned/place.ts';

/** Envoy proxies in a VPC network, configured by Cloud Service Mesh, in front of addresses on premises. */
export const serviceMesh = zonedFlavour(
  {
    word: 'mesh',
    meaning: 'Cloud Service Mesh: Envoy proxies of a network in front of the endpoints',
    fullest: [
      {
        name: 'mesh',
        lb: 'mesh',
        zone: 'us-central1-a',
        endpoints: [{ ip: '192.168.10.5', port: 8080 }],
      },
    ],
  },
  { zoned: OUTSIDE, place: MESH_PLACE, front: MESH_FRONT },
);
