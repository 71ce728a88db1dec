import type { Language } from '#contract/language.ts';
import { languageOf } from '#platform/errors/language.ts';

const texts = {
  en: {
    title: 'Sign in to Masar Eagle',
    phone: 'Phone number',
    type: 'I am a',
    PASSENGER: 'passenger',
    DRIVER: 'driver',
    send: 'Send code',
    code: 'The six digits that we sent to your phone',
    signIn: 'Sign in',
    other: 'Use another phone number',
    BAD_USER_INPUT: 'Enter the number with its country code, as in +966500000001.',
    OTP_INVALID: 'This code is wrong or has expired.',
    RATE_LIMITED: 'Too many attempts. Try again later.',
    ACCOUNT_INACTIVE: 'This account is not active.',
    SUBGRAPH_UNAVAILABLE: 'We cannot sign you in right now. Try again.',
    failed: 'Sign-in failed',
    expired: 'This page has expired. Go back to the application and sign in again.',
  },
  ar: {
    title: 'تسجيل الدخول إلى مسار إيجل',
    phone: 'رقم الجوال',
    type: 'أنا',
    PASSENGER: 'راكب',
    DRIVER: 'سائق',
    send: 'إرسال الرمز',
    code: 'الأرقام الستة التي أرسلناها إلى جوالك',
    signIn: 'تسجيل الدخول',
    other: 'استخدام رقم جوال آخر',
    BAD_USER_INPUT: 'أدخل الرقم مع رمز الدولة، مثل ‎+966500000001.',
    OTP_INVALID: 'هذا الرمز غير صحيح أو انتهت صلاحيته.',
    RATE_LIMITED: 'عدد المحاولات كبير جدًا. حاول مرة أخرى لاحقًا.',
    ACCOUNT_INACTIVE: 'هذا الحساب غير نشط.',
    SUBGRAPH_UNAVAILABLE: 'لا يمكننا تسجيل دخولك الآن. حاول مرة أخرى.',
    failed: 'تعذر تسجيل الدخول',
    expired: 'انتهت صلاحية هذه الصفحة. ارجع إلى التطبيق وسجّل الدخول من جديد.',
  },
} as const satisfies Record<Language, Record<string, string>>;

const pageErrors = [
  'BAD_USER_INPUT',
  'OTP_INVALID',
  'RATE_LIMITED',
  'ACCOUNT_INACTIVE',
  'SUBGRAPH_UNAVAILABLE',
] as const;

/** An error that the page has a text for. */
export type PageError = (typeof pageErrors)[number];

export const pageErrorOf = (code: string): PageError =>
  pageErrors.find((each) => each === code) ?? 'SUBGRAPH_UNAVAILABLE';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => escapes[each] ?? each);

/** A page may load nothing but its inline style, and no site may frame it. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

function page(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(title)}</title>
    <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem }
      label, input, select, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
      input, select, button { margin: 0.25rem 0 1rem; padding: 0.5rem }
      .error { color: #b00020 }
    </style>
  </head>
  <body>
    <h1>${escaped(title)}</h1>
    ${body}
  </body>
</html>
`;
}

export interface SignInPage {
  acceptLanguage: string | undefined;
  /** The URL that the forms post to. */
  action: string;
  /** The token by which the forms prove that this page sent them. */
  csrfToken: string;
  phoneNumber: string;
  accountType: string;
  error: PageError | null;
}

/** The page with the form for the phone number, or for the code that was sent to it. */
export function signInPage(step: 'phone' | 'code', options: SignInPage): string {
  const { acceptLanguage, action, csrfToken, phoneNumber, accountType, error } = options;
  const language = languageOf(acceptLanguage);
  const text = texts[language];
  const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${escaped(value)}" />`;
  const alert = error ? `<p class="error" role="alert">${escaped(text[error])}</p>` : '';
  const form = (content: string) =>
    `<form method="post" action="${escaped(action)}">${hidden('csrf_token', csrfToken)}${content}</form>`;
  const option = (type: 'PASSENGER' | 'DRIVER') =>
    `<option value="${type}"${type === accountType ? ' selected' : ''}>${escaped(text[type])}</option>`;
  const phoneFields = `${hidden('step', 'phone')}
      <label>${escaped(text.phone)}<input name="phone_number" type="tel" dir="ltr" autocomplete="tel" required maxlength="20" value="${escaped(phoneNumber)}" /></label>
      <label>${escaped(text.type)}<select name="account_type">${option('PASSENGER')}${option('DRIVER')}</select></label>
      <button>${escaped(text.send)}</button>`;
  const codeFields = `${hidden('step', 'code')}${hidden('phone_number', phoneNumber)}${hidden('account_type', accountType)}
      <label>${escaped(text.code)}<input name="code" inputmode="numeric" dir="ltr" autocomplete="one-time-code" required pattern="[0-9]{6}" maxlength="6" /></label>
      <button>${escaped(text.signIn)}</button>`;
  const otherPhone = `<p><a href="${escaped(action)}">${escaped(text.other)}</a></p>`;
  return page(language, text.title, alert + (step === 'phone' ? form(phoneFields) : form(codeFields) + otherPhone));
}

/** The page for an authorization request that the library refused. */
export function errorPage(acceptLanguage: string | undefined, error: string, description?: string): string {
  const language = languageOf(acceptLanguage);
  const message = description ? `${error}: ${description}` : error;
  return page(language, texts[language].failed, `<p dir="ltr">${escaped(message)}</p>`);
}

/** The page for an interaction that has expired or belongs to another browser. */
export function expiredPage(acceptLanguage: string | undefined): string {
  const language = languageOf(acceptLanguage);
  return page(language, texts[language].failed, `<p>${escaped(texts[language].expired)}</p>`);
}
