//! The published list of error codes: what clients may switch on, with the standard message of each in English and Japanese.

use ::http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $text:literal $status:ident $well_formed:literal $en:literal $ja:literal;)*) => {
        /// Why a request or a field failed: `extensions.code` of every error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, async_graphql::Enum, crate::plain::Plain)]
        #[graphql(name = "ErrorCode")]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code as clients see it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The standard message, for errors that have nothing more to say.
            #[must_use]
            pub fn message(self) -> &'static str {
                match self { $(Code::$name => $en,)* }
            }

            /// The standard message in Japanese.
            #[must_use]
            pub fn message_ja(self) -> &'static str {
                match self { $(Code::$name => $ja,)* }
            }

            /// HTTP status of an answer that has no data because of this error.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Code::$name => StatusCode::$status,)* }
            }

            /// Whether the HTTP request itself was well-formed, so that an answer in `application/json` has status 200.
            #[must_use]
            pub fn is_well_formed(self) -> bool {
                match self { $(Code::$name => $well_formed,)* }
            }
        }
    };
}

codes! {
    /// An argument or variable has a value that the API cannot use.
    BadUserInput "BAD_USER_INPUT" BAD_REQUEST true
        "an argument or variable cannot be used" "引数または変数の値が正しくありません。";
    /// The document is not GraphQL.
    GraphqlParseFailed "GRAPHQL_PARSE_FAILED" BAD_REQUEST true
        "the document has a syntax error" "GraphQL 文書の構文に誤りがあります。";
    /// The document does not fit the schema.
    GraphqlValidationFailed "GRAPHQL_VALIDATION_FAILED" BAD_REQUEST true
        "the document does not fit the schema" "GraphQL 文書がスキーマに合いません。";
    /// The operation to run is missing, ambiguous or unknown.
    OperationResolutionFailure "OPERATION_RESOLUTION_FAILURE" BAD_REQUEST true
        "the operation to run cannot be determined" "実行する操作を特定できません。";
    /// The document goes past a limit; `extensions.limit` says which.
    DocumentTooComplex "DOCUMENT_TOO_COMPLEX" BAD_REQUEST true
        "the document goes past a limit of this server" "GraphQL 文書がこのサーバーの上限を超えています。";
    /// Introspection is switched off on this server.
    IntrospectionDisabled "INTROSPECTION_DISABLED" BAD_REQUEST true
        "introspection is switched off on this server" "このサーバーではイントロスペクションを利用できません。";
    /// The hash of a persisted query is not known here: send it once with its text.
    PersistedQueryNotFound "PERSISTED_QUERY_NOT_FOUND" BAD_REQUEST true
        "PersistedQueryNotFound" "永続化クエリが登録されていません。本文を付けて再送してください。";
    /// This server does not take persisted queries.
    PersistedQueryNotSupported "PERSISTED_QUERY_NOT_SUPPORTED" BAD_REQUEST true
        "PersistedQueryNotSupported" "このサーバーは永続化クエリに対応していません。";
    /// Only listed documents may be run on this server.
    DocumentNotTrusted "DOCUMENT_NOT_TRUSTED" FORBIDDEN true
        "only listed documents may be run on this server" "このサーバーでは登録済みの文書だけを実行できます。";
    /// The HTTP request is not one of GraphQL over HTTP.
    BadRequest "BAD_REQUEST" BAD_REQUEST false
        "the request is not a GraphQL request" "GraphQL のリクエストとして解釈できません。";
    /// The request needs credentials.
    Unauthenticated "UNAUTHENTICATED" UNAUTHORIZED false
        "the request needs credentials" "認証が必要です。";
    /// The credentials do not allow this.
    Forbidden "FORBIDDEN" FORBIDDEN false
        "this is not allowed" "この操作は許可されていません。";
    /// There is nothing at this address.
    NotFound "NOT_FOUND" NOT_FOUND false
        "there is nothing at this address" "このアドレスには何もありません。";
    /// The HTTP method does not fit; the header `Allow` says what does.
    MethodNotAllowed "METHOD_NOT_ALLOWED" METHOD_NOT_ALLOWED false
        "this HTTP method is not allowed here" "この HTTP メソッドは利用できません。";
    /// No media type of the header `Accept` can be served.
    NotAcceptable "NOT_ACCEPTABLE" NOT_ACCEPTABLE false
        "accept application/graphql-response+json or application/json" "Accept には application/graphql-response+json か application/json を指定してください。";
    /// Something else of the kind is going on; the header `Retry-After` says when to come back.
    Conflict "CONFLICT" CONFLICT false
        "another request of this kind is running" "同種の処理が実行中です。時間をおいて再試行してください。";
    /// The body or the address is too long.
    PayloadTooLarge "PAYLOAD_TOO_LARGE" PAYLOAD_TOO_LARGE false
        "the request is too large" "リクエストが大きすぎます。";
    /// The body is not `application/json`.
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" UNSUPPORTED_MEDIA_TYPE false
        "send the body as application/json in UTF-8" "本文は UTF-8 の application/json で送信してください。";
    /// This client sends too much; the header `Retry-After` says when to come back.
    TooManyRequests "TOO_MANY_REQUESTS" TOO_MANY_REQUESTS false
        "too many requests, come back later" "リクエストが多すぎます。時間をおいて再試行してください。";
    /// The server is full; the header `Retry-After` says when to come back.
    ServiceUnavailable "SERVICE_UNAVAILABLE" SERVICE_UNAVAILABLE false
        "the server is busy, come back later" "サーバーが混み合っています。時間をおいて再試行してください。";
    /// The answer (or the body of the request) took too long.
    RequestTimeout "REQUEST_TIMEOUT" GATEWAY_TIMEOUT false
        "the request took too long" "処理が制限時間を超えました。";
    /// Something failed here; `requestId` finds it in the log.
    InternalServerError "INTERNAL_SERVER_ERROR" INTERNAL_SERVER_ERROR false
        "an internal error occurred" "サーバー内部でエラーが発生しました。";
}

impl Code {
    /// The code with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}
