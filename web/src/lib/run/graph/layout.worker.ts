import { layoutOf, type LayoutRequest } from './layout.js';

self.onmessage = ({ data }: MessageEvent<LayoutRequest>) => {
  self.postMessage(layoutOf(data));
};
