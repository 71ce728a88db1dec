import type { Language } from '#contract/language.ts';
import { languageOf } from '#platform/errors/language.ts';

const texts = {
  en: {
    title: 'Sign in to Masar Eagle',
    phone: 'Phone number',
    type: 'I am a',
    PASSENGER: 'passenger',
    DRIVER: 'driver',
    send: 'Send me a code',
    code: 'The six digits that we sent to your phone',
    signIn: 'Sign in',
    other: 'Another phone number',
    BAD_USER_INPUT: 'Please write the number with its country, as in +966500000001.',
    OTP_INVALID: 'This code is not right, or not good any more.',
    RATE_LIMITED: 'Too many attempts. Please try again later.',
    ACCOUNT_INACTIVE: 'This account can not be used.',
    SUBGRAPH_UNAVAILABLE: 'We can not sign you in at the moment. Please try again.',
    failed: 'You can not be signed in',
    expired: 'This page is not good any more. Please begin again where you came from.',
  },
  ar: {
    title: 'تسجيل الدخول إلى مسار إيجل',
    phone: 'رقم الجوال',
    type: 'أنا',
    PASSENGER: 'راكب',
    DRIVER: 'سائق',
    send: 'أرسلوا لي رمزًا',
    code: 'الأرقام الستة التي أرسلناها إلى جوالك',
    signIn: 'تسجيل الدخول',
    other: 'رقم جوال آخر',
    BAD_USER_INPUT: 'اكتب الرقم مع رمز الدولة، مثل ‎+966500000001.',
    OTP_INVALID: 'هذا الرمز غير صحيح أو انتهت صلاحيته.',
    RATE_LIMITED: 'محاولات كثيرة. حاول مرة أخرى لاحقًا.',
    ACCOUNT_INACTIVE: 'لا يمكن استخدام هذا الحساب.',
    SUBGRAPH_UNAVAILABLE: 'لا يمكننا تسجيل دخولك الآن. حاول مرة أخرى.',
    failed: 'تعذر تسجيل الدخول',
    expired: 'لم تعد هذه الصفحة صالحة. ابدأ من جديد من حيث أتيت.',
  },
} as const satisfies Record<Language, Record<string, string>>;

/** A fault that the page can tell. */
export type PageFault = 'BAD_USER_INPUT' | 'OTP_INVALID' | 'RATE_LIMITED' | 'ACCOUNT_INACTIVE' | 'SUBGRAPH_UNAVAILABLE';

export const pageFaultOf = (code: string): PageFault =>
  ['BAD_USER_INPUT', 'OTP_INVALID', 'RATE_LIMITED', 'ACCOUNT_INACTIVE'].includes(code)
    ? (code as PageFault)
    : 'SUBGRAPH_UNAVAILABLE';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (each) => escapes[each] ?? each);

/** What a page may load: nothing but its own style; and nobody may frame it. */
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
      .fault { color: #b00020 }
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
  /** Where its forms are sent. */
  action: string;
  /** What a form of ours sends back, and one of somebody else's can't know. */
  csrfToken: string;
  phoneNumber: string;
  accountType: string;
  fault: PageFault | null;
}

/** First the phone number is asked for, then, with `step` code, the digits that were sent to it. */
export function signInPage(step: 'phone' | 'code', options: SignInPage): string {
  const { acceptLanguage, action, csrfToken, phoneNumber, accountType, fault } = options;
  const language = languageOf(acceptLanguage);
  const text = texts[language];
  const hidden = (name: string, value: string) => `<input type="hidden" name="${name}" value="${escaped(value)}" />`;
  const told = fault ? `<p class="fault" role="alert">${escaped(text[fault])}</p>` : '';
  const form = (content: string) =>
    `<form method="post" action="${escaped(action)}">${hidden('csrf_token', csrfToken)}${content}</form>`;
  const option = (type: 'PASSENGER' | 'DRIVER') =>
    `<option value="${type}"${type === accountType ? ' selected' : ''}>${escaped(text[type])}</option>`;
  const askPhone = `${hidden('step', 'phone')}
      <label>${escaped(text.phone)}<input name="phone_number" type="tel" dir="ltr" autocomplete="tel" required maxlength="20" value="${escaped(phoneNumber)}" /></label>
      <label>${escaped(text.type)}<select name="account_type">${option('PASSENGER')}${option('DRIVER')}</select></label>
      <button>${escaped(text.send)}</button>`;
  const askCode = `${hidden('step', 'code')}${hidden('phone_number', phoneNumber)}${hidden('account_type', accountType)}
      <label>${escaped(text.code)}<input name="code" inputmode="numeric" dir="ltr" autocomplete="one-time-code" required pattern="[0-9]{6}" maxlength="6" /></label>
      <button>${escaped(text.signIn)}</button>`;
  const again = `<p><a href="${escaped(action)}">${escaped(text.other)}</a></p>`;
  return page(language, text.title, told + (step === 'phone' ? form(askPhone) : form(askCode) + again));
}

/** Why there is no signing in: what the client asked for was wrong, or it took too long. */
export function errorPage(acceptLanguage: string | undefined, error: string, description?: string): string {
  const language = languageOf(acceptLanguage);
  const why = description ? `${error}: ${description}` : error;
  return page(language, texts[language].failed, `<p dir="ltr">${escaped(why)}</p>`);
}

export function expiredPage(acceptLanguage: string | undefined): string {
  const language = languageOf(acceptLanguage);
  return page(language, texts[language].failed, `<p>${escaped(texts[language].expired)}</p>`);
}
