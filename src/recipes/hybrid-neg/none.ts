import { OUTSIDE } from '../zoned/endpoints.ts';
import { onlyNegs } from '../zoned/flavour.ts';

/** Only the NEGs and their endpoints. */
export const none = onlyNegs(OUTSIDE);
