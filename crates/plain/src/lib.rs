//! One declaration of a type of the graph for two readers: the library, which makes schema and errors of it, and the gateway's
//! writer, which writes what needs no wait straight to JSON.
//!
//! What comes out implements the trait `Plain` of the module `plain` of the crate that uses it. A field that takes the request's
//! context is left to the library: it may wait.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, FnArg, ImplItem, ImplItemFn, ItemImpl, LitStr,
    Meta, Pat, PatType, Result, Token, Type, parse_macro_input, punctuated::Punctuated,
};

/// `async_graphql::Object`, and the same fields for the writer.
#[proc_macro_attribute]
#[allow(
    non_snake_case,
    reason = "it stands where the library's attribute stood"
)]
pub fn Object(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = Tokens::from(options);
    let parsed = item.clone();
    let parsed = parse_macro_input!(parsed as ItemImpl);
    let item = Tokens::from(item);
    let written = object(&parsed).unwrap_or_else(|error| error.to_compile_error());
    quote! {
        #[::async_graphql::Object(#options)]
        #item
        #written
    }
    .into()
}

/// The same for `SimpleObject` (its fields), `Enum` (its value), `Union` and `Interface` (what is inside).
#[proc_macro_derive(Plain, attributes(graphql))]
pub fn plain(item: TokenStream) -> TokenStream {
    let parsed = parse_macro_input!(item as DeriveInput);
    let written = derived(&parsed).unwrap_or_else(|error| error.to_compile_error());
    written.into()
}

fn object(item: &ItemImpl) -> Result<Tokens> {
    let mut names = Vec::new();
    let mut arms = Vec::new();
    for method in item.items.iter() {
        if let ImplItem::Fn(method) = method
            && let Some((name, arm)) = field(method, names.len())?
        {
            names.push(name);
            arms.push(arm);
        }
    }
    let ty = &item.self_ty;
    Ok(fields(quote!(#ty), &names, &arms))
}

/// What a type with fields needs: their names, and how each is written.
fn fields(ty: Tokens, names: &[String], arms: &[Tokens]) -> Tokens {
    quote! {
        impl crate::plain::Plain for #ty {
            fn write(&self, at: &crate::plain::At<'_>, out: &mut ::std::vec::Vec<u8>) -> ::std::option::Option<()> {
                at.object::<Self>(&[#(#names),*], out, |number, at, out| match number {
                    #(#arms)*
                    _ => ::std::option::Option::None,
                })
            }
        }
    }
}

/// A field's name and how it is written; none where it takes the context.
fn field(method: &ImplItemFn, number: usize) -> Result<Option<(String, Tokens)>> {
    let options = Options::of(&method.attrs)?;
    let mut arguments = Vec::new();
    let mut given = Vec::new();
    for argument in &method.sig.inputs {
        let FnArg::Typed(PatType { pat, ty, attrs, .. }) = argument else {
            continue;
        };
        if is_context(ty) {
            return Ok(None);
        }
        let Pat::Ident(ident) = &**pat else {
            return Err(syn::Error::new(pat.span(), "an argument needs a name"));
        };
        let ident = &ident.ident;
        let options = Options::of(attrs)?;
        let name = options
            .name
            .unwrap_or_else(|| camel_case(&ident.to_string()));
        let default = match options.default {
            Some(default) => quote!(::std::option::Option::Some(|| -> #ty { #default })),
            None => quote!(::std::option::Option::None),
        };
        given.push(quote!(let #ident = at.argument::<#ty>(#name, #default)?;));
        arguments.push(ident);
    }
    if options.is_skipped {
        return Ok(None);
    }
    let ident = &method.sig.ident;
    let name = options
        .name
        .unwrap_or_else(|| camel_case(&ident.to_string()));
    let arm = quote! {
        #number => {
            #(#given)*
            // The library gives every method the context.
            let ctx = at.context();
            let value = ::futures::FutureExt::now_or_never(self.#ident(&ctx, #(#arguments),*))?;
            crate::plain::Plain::write(&value, at, out)
        }
    };
    Ok(Some((name, arm)))
}

fn derived(item: &DeriveInput) -> Result<Tokens> {
    let ty = &item.ident;
    match &item.data {
        Data::Struct(data) => {
            let mut names = Vec::new();
            let mut arms = Vec::new();
            for field in &data.fields {
                let options = Options::of(&field.attrs)?;
                let Some(ident) = field.ident.as_ref().filter(|_| !options.is_skipped) else {
                    continue;
                };
                let number = names.len();
                names.push(
                    options
                        .name
                        .unwrap_or_else(|| camel_case(&ident.to_string())),
                );
                arms.push(quote!(#number => crate::plain::Plain::write(&self.#ident, at, out),));
            }
            Ok(fields(quote!(#ty), &names, &arms))
        }
        Data::Enum(data) => {
            let is_word = data
                .variants
                .iter()
                .all(|variant| variant.fields == Fields::Unit);
            let variants = data.variants.iter().map(|variant| &variant.ident);
            let body = match is_word {
                true => quote! {
                    let _ = at;
                    crate::plain::write_value(&::async_graphql::resolver_utils::enum_value(*self), out)
                },
                false => quote! {
                    match self {
                        #(Self::#variants(inside) => crate::plain::Plain::write(inside, at, out),)*
                    }
                },
            };
            Ok(quote! {
                impl crate::plain::Plain for #ty {
                    fn write(&self, at: &crate::plain::At<'_>, out: &mut ::std::vec::Vec<u8>) -> ::std::option::Option<()> {
                        #body
                    }
                }
            })
        }
        Data::Union(_) => Err(syn::Error::new(
            item.span(),
            "a union of Rust has no fields to tell",
        )),
    }
}

/// What `#[graphql(...)]` says that matters here.
#[derive(Default)]
struct Options {
    name: Option<String>,
    default: Option<Tokens>,
    is_skipped: bool,
}

impl Options {
    fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut options = Self::default();
        for attribute in attributes
            .iter()
            .filter(|one| one.path().is_ident("graphql"))
        {
            let said =
                attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
            for meta in said {
                options.add(&meta)?;
            }
        }
        Ok(options)
    }

    fn add(&mut self, meta: &Meta) -> Result<()> {
        let path = meta.path();
        let text = |meta: &Meta| match meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(literal) => syn::parse2::<LitStr>(quote!(#literal)),
                other => Err(syn::Error::new(other.span(), "a text is expected")),
            },
            other => Err(syn::Error::new(other.span(), "a value is expected")),
        };
        if path.is_ident("name") {
            self.name = Some(text(meta)?.value());
        } else if path.is_ident("default_with") {
            let expression: Expr = text(meta)?.parse()?;
            self.default = Some(quote!(#expression));
        } else if path.is_ident("default") {
            let Meta::NameValue(pair) = meta else {
                return Err(syn::Error::new(meta.span(), "say which default"));
            };
            let value = &pair.value;
            self.default = Some(quote!(#value));
        } else if path.is_ident("skip") {
            self.is_skipped = true;
        } else if !["desc", "deprecation"]
            .iter()
            .any(|known| path.is_ident(known))
        {
            return Err(syn::Error::new(
                path.span(),
                "the writer does not know this option: teach it, or leave the field to the library with the context as argument",
            ));
        }
        Ok(())
    }
}

/// Whether an argument is the request's context, `&Context<'_>`.
fn is_context(ty: &Type) -> bool {
    let Type::Reference(reference) = ty else {
        return false;
    };
    let Type::Path(path) = &*reference.elem else {
        return false;
    };
    path.path
        .segments
        .last()
        .is_some_and(|last| last.ident == "Context")
}

/// The library's names of fields and arguments: `name_ja` is `nameJa`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        name + &head.to_uppercase() + tail
    })
}
