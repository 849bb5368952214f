/** What the read models say to the log: pino's shape. */
export interface ProjectionLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
