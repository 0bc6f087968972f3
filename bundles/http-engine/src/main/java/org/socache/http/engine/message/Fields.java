// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The field lines of a message: ordered, names compared without case, a name may occur several times (RFC 9110 section 5).
 *
 * <p>Immutable. Look-up is a linear scan: messages have some ten to thirty lines, and a scan over an array beats a map that
 * would have to be built for each message.
 */
public final class Fields {

    /** No lines at all. */
    public static final Fields EMPTY = new Fields(new String[0]);

    /** Names at even, values at odd places. */
    private final String[] cells;

    private Fields(String[] cells) {
        this.cells = cells;
    }

    /**
     * Lines from alternating names and values.
     *
     * @throws IllegalArgumentException if the count is odd, or a name or value could not be sent on the wire
     */
    public static Fields of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a name without a value: " + namesAndValues[namesAndValues.length - 1]);
        }
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /** An empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** An empty builder with room for so many lines; they are not copied once more if it gets just as many. */
    public static Builder builder(int lines) {
        return new Builder(2 * lines);
    }

    /** How many lines there are. */
    public int size() {
        return cells.length / 2;
    }

    /** The name of line {@code index}, spelled as it came. */
    public String name(int index) {
        return cells[2 * index];
    }

    /** The value of line {@code index}, without white space around it. */
    public String value(int index) {
        return cells[2 * index + 1];
    }

    /** The value of the first line with this name, or null. */
    public String first(String name) {
        for (int i = 0; i < cells.length; i += 2) {
            if (cells[i].equalsIgnoreCase(name)) {
                return cells[i + 1];
            }
        }
        return null;
    }

    /** Whether a line with this name exists, even an empty one. */
    public boolean contains(String name) {
        return first(name) != null;
    }

    /** The values of all lines with this name, in order; empty when there are none. */
    public List<String> all(String name) {
        List<String> values = List.of();
        for (int i = 0; i < cells.length; i += 2) {
            if (cells[i].equalsIgnoreCase(name)) {
                values = values.isEmpty() ? new ArrayList<>(2) : values;
                values.add(cells[i + 1]);
            }
        }
        return values;
    }

    /** All values of this name joined by a comma and a space (RFC 9110 section 5.3), or null when there is no such line. */
    public String combined(String name) {
        List<String> values = all(name);
        return switch (values.size()) {
            case 0 -> null;
            case 1 -> values.get(0);
            default -> String.join(", ", values);
        };
    }

    /** These lines with exactly one line of this name: the first one is replaced in place, or a line is added at the end. */
    public Fields with(String name, String value) {
        Builder builder = new Builder(cells.length + 2);
        boolean placed = false;
        for (int i = 0; i < cells.length; i += 2) {
            if (!cells[i].equalsIgnoreCase(name)) {
                builder.append(cells[i], cells[i + 1]);
            } else if (!placed) {
                builder.add(cells[i], value);
                placed = true;
            }
        }
        return placed ? builder.build() : builder.add(name, value).build();
    }

    /** These lines and one more. */
    public Fields plus(String name, String value) {
        return new Builder(cells.length + 2).addAll(this).add(name, value).build();
    }

    /** These lines without those of this name. */
    public Fields without(String name) {
        return contains(name) ? without(name::equalsIgnoreCase) : this;
    }

    /** These lines without those whose name, spelled as it came, is unwanted. */
    public Fields without(Predicate<String> unwanted) {
        Builder builder = new Builder(cells.length);
        for (int i = 0; i < cells.length; i += 2) {
            if (!unwanted.test(cells[i])) {
                builder.append(cells[i], cells[i + 1]);
            }
        }
        return builder.length == cells.length ? this : builder.build();
    }

    /** Hands every line, in order, to the action as name and value. */
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < cells.length; i += 2) {
            action.accept(cells[i], cells[i + 1]);
        }
    }

    /** Whether a text can be the name of a field: a token (RFC 9110 section 5.6.2). */
    public static boolean isToken(String name) {
        return Builder.isToken(name);
    }

    /** Equal when the lines are the same, in the same order and spelling. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Fields fields && Arrays.equals(cells, fields.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    /** Collects lines. Not for use by several threads. */
    public static final class Builder {

        /** For each character of ASCII whether it may stand in a token (RFC 9110 section 5.6.2). */
        private static final boolean[] TOKEN = new boolean[128];

        static {
            for (char c = '!'; c < 0x7f; c++) {
                TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
            }
        }

        private String[] cells;
        private int length;

        private Builder() {
            this(32);
        }

        private Builder(int capacity) {
            cells = new String[Math.max(2, capacity)];
        }

        /**
         * Adds a line; white space around the value is dropped.
         *
         * @throws IllegalArgumentException if the name is not a token, or the value has a control character: such a line
         *     would be read as several by the next recipient
         */
        public Builder add(String name, String value) {
            if (!isToken(name)) {
                throw new IllegalArgumentException("\"" + name + "\" is not a field name");
            }
            String trimmed = value.strip();
            for (int i = 0; i < trimmed.length(); i++) {
                char c = trimmed.charAt(i);
                if (c < ' ' && c != '\t' || c == 0x7f) {
                    throw new IllegalArgumentException(
                            "the value of " + name + " has the control character " + (int) c + " at " + i);
                }
            }
            append(name, trimmed);
            return this;
        }

        /** Adds a line that {@link #add} has let through before, and does not look at it again. */
        public Builder addKnown(String name, String value) {
            append(name, value);
            return this;
        }

        /** Adds all lines of another message. */
        public Builder addAll(Fields fields) {
            for (int i = 0; i < fields.cells.length; i += 2) {
                append(fields.cells[i], fields.cells[i + 1]);
            }
            return this;
        }

        /** What was added so far. */
        public Fields build() {
            if (length == 0) {
                return EMPTY;
            }
            // a full array is never written to again: the next line goes into a larger one
            return new Fields(length == cells.length ? cells : Arrays.copyOf(cells, length));
        }

        private void append(String name, String value) {
            if (length == cells.length) {
                cells = Arrays.copyOf(cells, 2 * length);
            }
            cells[length++] = name;
            cells[length++] = value;
        }

        private static boolean isToken(String name) {
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                if (c >= TOKEN.length || !TOKEN[c]) {
                    return false;
                }
            }
            return !name.isEmpty();
        }
    }
}
