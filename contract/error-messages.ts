import type { ErrorCode, ErrorDetails } from './error-codes.ts';
import type { Language } from './language.ts';
import type { MessageText } from './message-text.ts';
import { type RequestFault, requestFaults } from './request-faults.ts';

/** The reason that the value of an input field is refused. */
export type InputFault =
  | 'value'
  | 'id'
  | 'required'
  | 'tooLong'
  | 'page'
  | 'bothEnds'
  | 'eitherSeats'
  | 'cursor'
  | 'amount'
  | 'past'
  | 'phoneNumber';

/** The reason of a refusal whose message says more than its code's. */
export type Fault = InputFault | RequestFault | 'notOnWaitlist' | 'transport' | 'unpublished' | 'noPersistedQueries';

/** `vehicleTypeId` to `vehicle type`. */
const nounOf = (idField: string): string =>
  idField.replace(/Ids?$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const texts: Record<ErrorCode, MessageText> = {
  UNAUTHENTICATED: { en: () => 'Sign in first.', ar: () => 'سجّل الدخول أولاً.' },
  FORBIDDEN: { en: () => 'You are not allowed to do or see this.', ar: () => 'لا يُسمح لك بهذا.' },
  NOT_FOUND: {
    en: ({ field }) => (field ? `No ${nounOf(field)} has this id.` : 'Not found.'),
    ar: ({ field }) => (field ? `لا يوجد شيء بهذا المعرّف: ${field}.` : 'غير موجود.'),
  },
  BAD_USER_INPUT: {
    en: ({ field }) => `The value of ${field} is not valid.`,
    ar: ({ field }) => `قيمة ${field} غير صالحة.`,
  },
  SEAT_TAKEN: {
    en: ({ seatNumbers = [] }) => {
      if (seatNumbers.length === 0) return 'Too few seats are free.';
      return seatNumbers.length === 1
        ? `Seat ${seatNumbers[0]} is already taken.`
        : `Seats ${seatNumbers.join(', ')} are already taken.`;
    },
    ar: ({ seatNumbers = [] }) =>
      seatNumbers.length === 0 ? 'لا توجد مقاعد شاغرة كافية.' : `المقعد محجوز: ${seatNumbers.join('، ')}.`,
  },
  TRIP_NOT_BOOKABLE: { en: () => 'This trip can no longer be booked.', ar: () => 'لم يعد حجز هذه الرحلة ممكناً.' },
  INVALID_TRANSITION: {
    en: ({ from, to }) => `The status cannot change from ${from} to ${to}.`,
    ar: ({ from, to }) => `لا يمكن الانتقال من ${from} إلى ${to}.`,
  },
  IDEMPOTENCY_CONFLICT: {
    en: () => 'This idempotency key was used with another input.',
    ar: () => 'استُخدم مفتاح التكرار هذا مع مدخلات أخرى.',
  },
  PHONE_NUMBER_TAKEN: {
    en: () => 'This phone number belongs to another account.',
    ar: () => 'رقم الهاتف هذا مسجّل لحساب آخر.',
  },
  EMAIL_TAKEN: { en: () => 'This email belongs to another account.', ar: () => 'هذا البريد مسجّل لحساب آخر.' },
  NAME_TAKEN: { en: () => 'This name is taken.', ar: () => 'هذا الاسم مستخدم.' },
  VEHICLE_NOT_USABLE: {
    en: () => 'This vehicle is inactive or not yours.',
    ar: () => 'هذه المركبة غير مفعّلة أو ليست لك.',
  },
  ACCOUNT_INACTIVE: { en: () => 'This account is not active.', ar: () => 'هذا الحساب غير مفعّل.' },
  OTP_INVALID: { en: () => 'The code is wrong or has expired.', ar: () => 'الرمز غير صحيح أو انتهت صلاحيته.' },
  INVALID_CREDENTIALS: {
    en: () => 'The email or the password is wrong.',
    ar: () => 'البريد أو كلمة المرور غير صحيحة.',
  },
  INVALID_REFRESH_TOKEN: {
    en: () => 'The refresh token is not valid. Sign in again.',
    ar: () => 'رمز التجديد غير صالح: سجّل الدخول من جديد.',
  },
  RATE_LIMITED: {
    en: ({ retryAfter }) =>
      retryAfter ? `Too many requests. Try again in ${retryAfter} seconds.` : 'This exceeds a limit.',
    ar: ({ retryAfter }) => (retryAfter ? `محاولات كثيرة: أعد المحاولة بعد ${retryAfter} ثانية.` : 'تجاوزت الحد.'),
  },
  BAD_REQUEST: { en: () => 'This is not a GraphQL request.', ar: () => 'هذا ليس طلب GraphQL.' },
  GRAPHQL_PARSE_FAILED: { en: () => 'The document has a syntax error.', ar: () => 'في المستند خطأ في الصياغة.' },
  GRAPHQL_VALIDATION_FAILED: {
    en: () => 'The operation does not fit the schema.',
    ar: () => 'العملية لا تطابق المخطط.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    en: () => 'The request does not say which operation to run.',
    ar: () => 'لم تتضح العملية المطلوب تنفيذها.',
  },
  PERSISTED_QUERY_NOT_FOUND: { en: () => 'PersistedQueryNotFound', ar: () => 'PersistedQueryNotFound' },
  OPERATION_TOO_LARGE: {
    en: ({ limit }) => `The operation is larger than the limit of ${limit}.`,
    ar: ({ limit }) => `العملية أكبر من الحد ${limit}.`,
  },
  OPERATION_NOT_ALLOWED: { en: () => 'This operation is not allowed.', ar: () => 'هذه العملية غير مسموح بها.' },
  SUBGRAPH_UNAVAILABLE: {
    en: () => 'A part of the service is not available.',
    ar: () => 'جزء من الخدمة غير متاح الآن.',
  },
  SUBGRAPH_TIMEOUT: {
    en: () => 'A part of the service did not answer in time.',
    ar: () => 'لم يصل رد جزء من الخدمة في الوقت المحدد.',
  },
  EVENTS_LOST: {
    en: () => 'Some events may be missing. Subscribe again.',
    ar: () => 'ربما فاتتك بعض الأحداث: أعد الاشتراك.',
  },
  INTERNAL_SERVER_ERROR: { en: () => 'Something went wrong on our side.', ar: () => 'حدث خطأ من جانبنا.' },
};

/** The media types of a subscription over HTTP. */
const subscriptionTypes = ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'];

const faults: Record<Fault, MessageText> = {
  ...requestFaults,
  value: texts.BAD_USER_INPUT,
  id: {
    en: ({ field }) => `${field} is not an id of the right type.`,
    ar: ({ field }) => `${field} ليس معرّفاً من النوع الصحيح.`,
  },
  required: { en: ({ field }) => `${field} is required.`, ar: ({ field }) => `${field} مطلوب.` },
  tooLong: { en: ({ field }) => `${field} is too long.`, ar: ({ field }) => `${field} أطول من المسموح.` },
  page: {
    en: ({ field }) => `${field} must be from 0 to 100.`,
    ar: ({ field }) => `${field} يجب أن يكون من 0 إلى 100.`,
  },
  bothEnds: {
    en: () => 'A page takes first or last, not both.',
    ar: () => 'استخدم first أو last للصفحة، وليس كليهما.',
  },
  eitherSeats: {
    en: () => 'Give either seatNumbers or seatCount.',
    ar: () => 'أدخل إما seatNumbers أو seatCount.',
  },
  notOnWaitlist: {
    en: () => 'You are not on the waiting list of this trip.',
    ar: () => 'لست على قائمة انتظار هذه الرحلة.',
  },
  cursor: {
    en: ({ field }) => `${field} is not a cursor of this list.`,
    ar: ({ field }) => `${field} ليس مؤشراً لهذه القائمة.`,
  },
  amount: {
    en: ({ field }) => `${field} must be an amount such as "150.00".`,
    ar: ({ field }) => `${field} يجب أن يكون مبلغاً مثل "150.00".`,
  },
  past: {
    en: ({ field }) => `${field} must be in the future.`,
    ar: ({ field }) => `${field} يجب أن يكون في المستقبل.`,
  },
  phoneNumber: {
    en: ({ field }) => `${field} must be a phone number such as +966500000001.`,
    ar: ({ field }) => `${field} يجب أن يكون رقم هاتف مثل ‎+966500000001.`,
  },
  // Apollo's clients know this message.
  noPersistedQueries: { en: () => 'PersistedQueryNotSupported', ar: () => 'PersistedQueryNotSupported' },
  unpublished: {
    en: () => 'This operation is not published, and only published operations are allowed.',
    ar: () => 'هذه العملية غير منشورة، ولا يُسمح إلا بالعمليات المنشورة.',
  },
  transport: {
    en: () =>
      `A subscription needs a WebSocket (graphql-transport-ws), or an Accept header with ${subscriptionTypes.join(' or ')}.`,
    ar: () =>
      `يتطلب الاشتراك اتصال WebSocket (graphql-transport-ws)، أو ترويسة Accept فيها ${subscriptionTypes.join(' أو ')}.`,
  },
};

/** The message of an error in the client's language. */
export function messageOf(code: ErrorCode, details: ErrorDetails, language: Language, fault?: Fault): string {
  return (fault ? faults[fault] : texts[code])[language](details);
}
