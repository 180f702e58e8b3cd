interface MetricProps {
  readonly name: string;
  readonly value: string;
  readonly help?: string;
  /** Whether the value is a sign of trouble. */
  readonly trouble?: boolean;
}

/** A named value of a list of such. */
export function Metric({ name, value, help, trouble }: MetricProps) {
  return (
    <div className="metric" title={help} data-trouble={trouble}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
