import { Html } from "./html.js";
const STYLE = new Html(`
:root{--ink:#1a1d21;--quiet:#5d6670;--line:#d9dde2;--paper:#fff;--tint:#f5f6f8;--good:#1d6b3f;--bad:#a32020;--warn:#8a5a00;--calm:#3a4a63}
*{box-sizing:border-box}
body{margin:0;background:var(--tint);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:68rem;margin:2rem auto;padding:3rem;background:var(--paper);border:1px solid var(--line);border-radius:8px}
h1{font-size:2rem;line-height:1.2;margin:.2rem 0 1rem;letter-spacing:-.02em}
h2{font-size:1.35rem;margin:2.5rem 0 .3rem;padding-top:1.5rem;border-top:2px solid var(--ink)}
h3{font-size:1.05rem;margin:1.8rem 0 .5rem}h4{margin:0 0 .5rem;font-size:1rem}
p{margin:.4rem 0 .8rem;max-width:46rem}.kicker{color:var(--quiet);font-size:.8rem;letter-spacing:.12em;text-transform:uppercase;margin:0}
.quiet{color:var(--quiet);font-size:.85rem}.remark{padding:.6rem .9rem;border-left:3px solid var(--warn);background:var(--tint)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(16rem,1fr));gap:.8rem 1.5rem;margin:1rem 0}
dt{color:var(--quiet);font-size:.75rem;letter-spacing:.04em;text-transform:uppercase}dd{margin:0;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;font-size:.83rem;margin:.6rem 0}
th{text-align:left;font-weight:600;color:var(--quiet);border-bottom:1px solid var(--ink);padding:.35rem .6rem .35rem 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:.4rem .6rem .4rem 0;vertical-align:top;overflow-wrap:break-word}
td:last-child{overflow-wrap:anywhere}
code,pre{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;background:var(--tint);border:1px solid var(--line);border-radius:4px;padding:.7rem .9rem;margin:.4rem 0}
.badge{display:inline-block;font-size:.72rem;font-weight:600;line-height:1;padding:.28rem .5rem;border-radius:99px;border:1px solid currentColor;color:var(--calm);vertical-align:middle;white-space:nowrap}
.completed,.granted{color:var(--good)}.failed,.rejected,.dead-letter,.cancelled{color:var(--bad)}.halted,.paused,.pending,.expired{color:var(--warn)}
.approval{border:1px solid var(--line);border-radius:6px;padding:1rem 1.2rem;margin:.8rem 0}
li{margin:.4rem 0;max-width:46rem}
@media(max-width:48rem){main{margin:0;padding:1.2rem;border:0;border-radius:0}table{display:block;overflow-x:auto}}
@media print{@page{margin:16mm 14mm}body{background:#fff;font-size:10pt}main{margin:0;padding:0;border:0;max-width:none}
.run{break-before:page}h2,h3,h4{break-after:avoid}tr,.approval dl{break-inside:avoid}thead{display:table-header-group}table{font-size:8pt}}
`);
export {
  STYLE
};
//# sourceMappingURL=report-style.js.map
