import { expect } from '@jest/globals';

export interface Page {
  url: URL;
  status: number;
  html: string;
  headers: Headers;
}

/** A browser for one site: it stores cookies and follows redirects until they leave the site. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #language: string;

  constructor(language = 'en') {
    this.#language = language;
  }

  /** Opens a page, or submits a form to it. Returns an empty page if a redirect leaves the site. */
  async open(url: URL, form?: Record<string, string>): Promise<Page> {
    let at = url;
    let body = form && new URLSearchParams(form).toString();
    for (let hops = 0; hops < 10; hops++) {
      const response = await fetch(at, {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          'accept-language': this.#language,
          cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(body === undefined ? {} : { body }),
      });
      this.#storeCookies(response.headers);
      const { status, headers } = response;
      const location = headers.get('location');
      if (!location) return { url: at, status, html: await response.text(), headers };
      at = new URL(location, at);
      body = undefined;
      if (at.origin !== url.origin) return { url: at, status, html: '', headers };
    }
    throw new Error(`too many redirects, the last to ${at}`);
  }

  #storeCookies(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

/** Returns the value of a form field. */
export const fieldOf = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

/** Signs in with a one-time code at the page, and returns the URL to which the page redirects. */
export async function signInAt(
  browser: Browser,
  url: URL,
  phoneNumber: string,
  accountType: 'PASSENGER' | 'DRIVER' = 'PASSENGER',
): Promise<URL> {
  const phonePage = await browser.open(url);
  const form = {
    csrf_token: fieldOf(phonePage.html, 'csrf_token'),
    phone_number: phoneNumber,
    account_type: accountType,
  };
  const codePage = await browser.open(phonePage.url, { ...form, step: 'phone' });
  expect(codePage.html).toContain('name="code"');
  const { url: redirect } = await browser.open(codePage.url, { ...form, step: 'code', code: '000000' });
  expect(redirect.origin).not.toBe(url.origin);
  return redirect;
}
