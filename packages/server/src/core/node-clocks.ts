/** What is assumed of the clocks of the nodes on one database. Rules that span nodes leave this much room. */

/** How far the clocks of any two nodes may lie apart; time services keep them far closer. */
export const nodeClockDifferenceSeconds = 60;
