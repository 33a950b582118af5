// The door of the practice room.

export { NO_FAULTS, type WireFaults } from './api/wire-faults.ts';
export { type PracticeCluster, type PracticeOptions, startPractice } from './practice.ts';
export { SCENARIOS, scenarioNamed } from './scenarios/index.ts';
export { GROUPS, type Scenario, type Timings } from './scenarios/scenario.ts';
export type { Narration } from './world/world.ts';
