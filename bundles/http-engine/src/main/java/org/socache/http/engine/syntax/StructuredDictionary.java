// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.syntax;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Dictionary of structured fields (RFC 9651 section 3.2), as far as targeted cache control needs it: member values that are
 * Integers, Booleans, Strings or Tokens are kept, all other types are checked to the letter and kept as {@link Other};
 * parameters are checked and dropped. One error anywhere makes the whole field unreadable, as the RFC demands.
 */
public final class StructuredDictionary {

    /** A value of a type that no cache directive has: inner list, decimal, byte sequence, date, display string. */
    public enum Other {
        /** The only one. */
        VALUE
    }

    private static final String TOKEN_EXTRA = "!#$%&'*+-.^_`|~:/";

    private final String text;
    private int at;

    private StructuredDictionary(String text) {
        this.text = text;
    }

    /**
     * Reads a field value.
     *
     * @return keys in order with values of type Long, Boolean, String (for Strings and Tokens) or {@link Other}; null if the
     *     text is not a Dictionary
     */
    public static Map<String, Object> parse(String text) {
        StructuredDictionary parser = new StructuredDictionary(text);
        try {
            return parser.dictionary();
        } catch (SyntaxException malformed) {
            return null;
        }
    }

    private Map<String, Object> dictionary() throws SyntaxException {
        Map<String, Object> members = new LinkedHashMap<>();
        skipSpaces();
        while (at < text.length()) {
            String key = key();
            Object value = Boolean.TRUE;
            if (peek() == '=') {
                at++;
                value = peek() == '(' ? innerList() : bareItem();
            }
            parameters();
            // a later member of the same name replaces the earlier one and its place
            members.remove(key);
            members.put(key, value);
            skipOptionalWhitespace();
            if (at == text.length()) {
                return members;
            }
            require(',');
            skipOptionalWhitespace();
            if (at == text.length()) {
                throw new SyntaxException();
            }
        }
        return members;
    }

    private Object innerList() throws SyntaxException {
        require('(');
        while (true) {
            skipSpaces();
            if (peek() == ')') {
                at++;
                return Other.VALUE;
            }
            bareItem();
            parameters();
            if (peek() != ' ' && peek() != ')') {
                throw new SyntaxException();
            }
        }
    }

    private void parameters() throws SyntaxException {
        while (peek() == ';') {
            at++;
            skipSpaces();
            key();
            if (peek() == '=') {
                at++;
                bareItem();
            }
        }
    }

    private String key() throws SyntaxException {
        int start = at;
        if (!isLower(peek()) && peek() != '*') {
            throw new SyntaxException();
        }
        while (isLower(peek()) || isDigit(peek()) || peek() != 0 && "_-.*".indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private Object bareItem() throws SyntaxException {
        char c = peek();
        if (c == '-' || isDigit(c)) {
            return number();
        }
        return switch (c) {
            case '"' -> string();
            case '?' -> bool();
            case ':' -> byteSequence();
            case '@' -> date();
            case '%' -> displayString();
            default -> token();
        };
    }

    private Object number() throws SyntaxException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        int digits = digits();
        if (peek() != '.') {
            if (digits < 1 || digits > 15) {
                throw new SyntaxException();
            }
            return Long.valueOf(text.substring(start, at));
        }
        at++;
        int decimals = digits();
        if (digits < 1 || digits > 12 || decimals < 1 || decimals > 3) {
            throw new SyntaxException();
        }
        return Other.VALUE;
    }

    private int digits() {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        return at - start;
    }

    private String string() throws SyntaxException {
        require('"');
        StringBuilder value = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                c = next();
                if (c != '"' && c != '\\') {
                    throw new SyntaxException();
                }
            } else if (c < ' ' || c > '~') {
                throw new SyntaxException();
            }
            value.append(c);
        }
    }

    private Boolean bool() throws SyntaxException {
        require('?');
        char c = next();
        if (c != '0' && c != '1') {
            throw new SyntaxException();
        }
        return c == '1';
    }

    private Object byteSequence() throws SyntaxException {
        require(':');
        while (peek() != ':') {
            char c = next();
            if (!isLetter(c) && !isDigit(c) && "+/=".indexOf(c) < 0) {
                throw new SyntaxException();
            }
        }
        at++;
        return Other.VALUE;
    }

    private Object date() throws SyntaxException {
        require('@');
        if (!(number() instanceof Long)) {
            throw new SyntaxException();
        }
        return Other.VALUE;
    }

    private Object displayString() throws SyntaxException {
        require('%');
        require('"');
        while (peek() != '"') {
            char c = next();
            boolean escaped = c == '%' && isLowerHex(next()) && isLowerHex(next());
            if (c < ' ' || c > '~' || c == '%' && !escaped) {
                throw new SyntaxException();
            }
        }
        at++;
        return Other.VALUE;
    }

    private String token() throws SyntaxException {
        int start = at;
        if (!isLetter(peek()) && peek() != '*') {
            throw new SyntaxException();
        }
        while (isLetter(peek()) || isDigit(peek()) || peek() != 0 && TOKEN_EXTRA.indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    private void skipOptionalWhitespace() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private void require(char expected) throws SyntaxException {
        if (next() != expected) {
            throw new SyntaxException();
        }
    }

    private char next() throws SyntaxException {
        if (at >= text.length()) {
            throw new SyntaxException();
        }
        return text.charAt(at++);
    }

    /** The next character, or 0 at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetter(char c) {
        return isLower(c) || c >= 'A' && c <= 'Z';
    }

    private static boolean isLowerHex(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f';
    }

    /** The text is not to the letter; carries nothing, since nobody is told where. */
    private static final class SyntaxException extends Exception {

        private static final long serialVersionUID = 1L;

        SyntaxException() {
            super(null, null, false, false);
        }
    }
}
