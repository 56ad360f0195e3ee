/** Version of Lockstep; stands in every run's record. */
export const VERSION = "0.1.0";
