import { expect, test } from '@jest/globals';
import { Metrics } from './http/metrics.ts';
import { Limits } from './limits.ts';

test.each([
  [[], true, 'refused'],
  [['cost'], false, 'measured'],
  [['other'], true, 'refused'],
  [['all'], false, 'measured'],
])(
  'with %j measured, a request above the limit is refused: %s, and counted as %s',
  async (measured, refused, action) => {
    const metrics = new Metrics('test');
    const limits = new Limits<'cost'>(metrics, measured);
    expect(limits.exceeded('cost')).toBe(refused);
    const text = await metrics.registry.getSingleMetricAsString('limit_exceeded_total');
    expect(text).toContain(`limit_exceeded_total{limit="cost",action="${action}",service="test"} 1`);
  },
);
