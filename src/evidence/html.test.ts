import { expect, it } from 'vitest';
import { markup } from './html.js';

it('escapes what is not HTML itself, so that nothing in the record can become markup', () => {
  const rows = ['<script>alert(1)</script>', `"quoted" & 'so'`, 'a\0b'].map(
    (text) => markup`<td title="${text}">${text}</td>`,
  );
  const { text } = markup`<tr>${rows}${undefined}${7}</tr>`;
  expect(text).toBe(
    '<tr><td title="&lt;script&gt;alert(1)&lt;/script&gt;">&lt;script&gt;alert(1)&lt;/script&gt;</td>' +
      '<td title="&quot;quoted&quot; &amp; &#39;so&#39;">&quot;quoted&quot; &amp; &#39;so&#39;</td><td title="a b">a b</td>7</tr>',
  );
});
