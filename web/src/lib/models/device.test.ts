import { expect, test } from 'vitest';
import { deviceOf } from './device.js';

test('a device is said in words, whatever it says of itself', () => {
  expect(
    deviceOf('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36'),
  ).toBe('Chrome on Linux');
  expect(deviceOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17 Safari/605.1')).toBe('Safari on macOS');
  expect(deviceOf('curl/8.5.0')).toBe('curl');
  expect(deviceOf('')).toBe('unknown device');
});
