import { runTool } from './lib/tool.mjs';

runTool('bench');
