import type { MessageText } from './message-text.ts';

/** The longest request body, in bytes. */
export const maxRequestBody = 256 * 1024;

/** The reason that an HTTP request to a service is refused before, or instead of, its operation. */
export type RequestFault =
  | 'path'
  | 'method'
  | 'mutationByGet'
  | 'subscriptionByHead'
  | 'preflight'
  | 'contentType'
  | 'upload'
  | 'bodyTooLarge'
  | 'json'
  | 'parameters'
  | 'digest'
  | 'batch'
  | 'accept'
  | 'incrementalDelivery'
  | 'introspection'
  | 'origin';

/** Keeps an English word with its punctuation in order inside an Arabic sentence. */
const isolated = (text: string): string => `\u2068${text}\u2069`;

export const requestFaults: Record<RequestFault, MessageText> = {
  path: {
    en: () => 'Nothing has this path. GraphQL is at /graphql.',
    ar: () => `لا شيء في هذا المسار. خدمة GraphQL في ${isolated('/graphql')}.`,
  },
  method: {
    en: () => 'GraphQL needs the method POST, or GET for a query.',
    ar: () => 'تتطلب GraphQL الطريقة POST، أو GET للاستعلام.',
  },
  mutationByGet: {
    en: () => 'A mutation needs the method POST.',
    ar: () => 'يتطلب التعديل (mutation) الطريقة POST.',
  },
  subscriptionByHead: {
    en: () => 'A subscription needs the method GET or POST.',
    ar: () => 'يتطلب الاشتراك الطريقة GET أو POST.',
  },
  preflight: {
    en: () =>
      'A header is missing: content-type: application/json, or, for a GET, apollo-require-preflight: true. ' +
      'Without it, a page of another site could send this request.',
    ar: () =>
      `تنقص ترويسة: ${isolated('content-type: application/json')} أو، مع GET، ${isolated('apollo-require-preflight: true')}. ` +
      'من دونها يمكن لصفحة من موقع آخر أن ترسل هذا الطلب.',
  },
  contentType: {
    en: () => 'The content type of the body must be application/json, in UTF-8.',
    ar: () => `يجب أن يكون نوع محتوى الطلب ${isolated('application/json')} بترميز UTF-8.`,
  },
  upload: {
    en: () => 'Uploads (multipart/form-data) are not supported. The content type must be application/json.',
    ar: () => `رفع الملفات (multipart/form-data) غير مدعوم. يجب أن يكون نوع المحتوى ${isolated('application/json')}.`,
  },
  bodyTooLarge: {
    en: () => `The body is larger than the limit of ${maxRequestBody} bytes.`,
    ar: () => `محتوى الطلب أكبر من الحد ${maxRequestBody} بايت.`,
  },
  json: { en: () => 'The body is not valid JSON.', ar: () => 'محتوى الطلب ليس JSON صالحاً.' },
  parameters: {
    en: () =>
      'A GraphQL request has a text "query" and, where needed, a text "operationName" and the objects "variables" and "extensions".',
    ar: () =>
      `في طلب GraphQL نص ${isolated('"query"')}، وعند الحاجة نص ${isolated('"operationName"')} والكائنان ${isolated('"variables"')} و${isolated('"extensions"')}.`,
  },
  digest: {
    en: () => 'The id of the operation is not the SHA-256 of its text.',
    ar: () => 'معرّف العملية ليس بصمة SHA-256 لنصها.',
  },
  batch: {
    en: () => 'Batches are not supported. Send each operation in a request of its own.',
    ar: () => 'دفعات العمليات غير مدعومة: أرسل كل عملية في طلب مستقل.',
  },
  accept: {
    en: () =>
      'The Accept header excludes every type of this response: application/json, application/graphql-response+json and, ' +
      'as an event stream, text/event-stream.',
    ar: () =>
      `ترويسة Accept تستبعد كل أنواع هذه الاستجابة: ${isolated('application/json')} و${isolated('application/graphql-response+json')} و${isolated('text/event-stream')}.`,
  },
  incrementalDelivery: {
    en: () => 'Incremental delivery (@defer and @stream) is not supported.',
    ar: () => 'الإرسال على أجزاء (@defer و@stream) غير مدعوم.',
  },
  introspection: { en: () => 'Introspection is not allowed here.', ar: () => 'قراءة المخطط غير مسموح بها هنا.' },
  origin: {
    en: () => 'Pages of this origin are not allowed to use this server.',
    ar: () => 'لا يُسمح لصفحات هذا المصدر باستخدام هذا الخادم.',
  },
};
