import"../chunks/xihTtKlq.js";import{n as e}from"../chunks/DgJWJApP.js";import{Et as t,G as n,K as r,Mt as i,R as a,ct as o,dt as s,gt as c,j as l,jt as u,nt as d,pt as f,q as p,vt as m}from"../chunks/C4NAQ2Kk.js";import"../chunks/CM0sVK43.js";import{n as h}from"../chunks/CvQ-z21v.js";import{t as g}from"../chunks/BAKrLFk7.js";import{t as _}from"../chunks/BFuwJYdt.js";import{t as v}from"../chunks/D_IlK8v3.js";import{t as y}from"../chunks/DLVimjGY.js";import{i as b,r as x}from"../chunks/Dv8NMLmC.js";var S=`id: my-workflow
name: My workflow
description: Says what a run of it does, and for whom.
input:
  type: object
  additionalProperties: false
  required: [text]
  properties:
    text: { type: string, minLength: 1, description: What is to be summarized }
budget: { usd: '0.50' }
steps:
  - id: summarize
    name: Summarize a text
    # A capability: any connected agent that offers it may do this step.
    agent: summarize
    inputs: { text: input.text }
    estimate: { usd: '0.01' }
    timeout: 30s
    # What comes back is checked against this before anything after it may start.
    output:
      type: object
      required: [summary]
      properties: { summary: { type: string } }
`,C=p(`<!> <!>`,1),w=p(`<p class="text-ink-2">Workflows are written by operators. <a class="link" href="/workflows">All workflows</a></p>`);function T(p,T){i(T,!0);let E=new v(S,`yaml`);s(()=>()=>E.end()),h(()=>[{label:`Workflows`,href:`/workflows`},{label:`New workflow`}]);var D=r();l(`1xoy6hr`,e=>{o(()=>{f.title=`New workflow · Mission Control`})});var O=c(D),k=t=>{var r=C(),i=c(r);x(i,{get dirty(){return E.dirty}});var a=m(i,2);y(a,{get draft(){return E},title:`New workflow`,onsaved:t=>void e(`/workflows/${encodeURIComponent(t)}`),facts:e=>{b(e,{get draft(){return E}})},$$slots:{facts:!0}}),n(t,r)},A=t(()=>g.may(`operator`)),j=e=>{_(e,{title:`New workflow`,children:(e,t)=>{var r=w();n(e,r)},$$slots:{default:!0}})};a(O,e=>{d(A)?e(k):e(j,-1)}),n(p,D),u()}export{T as component};