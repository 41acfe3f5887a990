export const answer: number = 1;
