// Debian's Chromium, speaking to nobody but the server; and what a page does that it should not.
import { chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Each launch has an empty user data folder of its own. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: flags });

/**
 * The list that fills with what goes wrong in a page: errors in the console, what its policy blocks, requests to others.
 * That a document itself is answered 404 is written to the console too, and is no fault of the page.
 */
export const faultsOf = (page, site) => {
  const faults = [];
  page.on('console', (message) => {
    const isStatusOfDocument = message.location().url === page.url() && /the server responded with a status of 404/.test(message.text());
    if (message.type() === 'error' && !isStatusOfDocument) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => faults.push(`request failed: ${request.url()}`));
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(site).host) faults.push(`request to another host: ${request.url()}`);
  });
  return faults;
};
