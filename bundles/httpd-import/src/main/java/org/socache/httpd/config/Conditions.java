// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Decides the sections that httpd decides while it reads: IfModule, IfDefine, IfVersion, IfFile, IfDirective, IfSection. */
final class Conditions {

    private static final Set<String> KINDS =
            Set.of("ifmodule", "ifdefine", "ifversion", "iffile", "ifdirective", "ifsection");

    /** Part of every httpd, so that no LoadModule names them. */
    private static final Set<String> BUILT_IN = Set.of("core", "http", "so", "unixd", "log_config", "logio", "version");

    /** Modules whose source file is not called after them. */
    private static final Map<String, String> UNUSUAL_NAMES = Map.of(
            "core",
            "core",
            "http_core",
            "http",
            "prefork",
            "mpm_prefork",
            "worker",
            "mpm_worker",
            "event",
            "mpm_event");

    /** The line of httpd whose behaviour this project answers to. */
    private static final List<Integer> VERSION = List.of(2, 4, 71);

    private final boolean everyModule;
    private final Definitions definitions;
    private final Set<String> loaded = new HashSet<>(BUILT_IN);

    /** @param everyModule whether each module counts as loaded, for a file that is only a part of a configuration */
    Conditions(boolean everyModule, Definitions definitions) {
        this.everyModule = everyModule;
        this.definitions = definitions;
    }

    static boolean isCondition(Section section) {
        return KINDS.contains(section.name().toLowerCase(Locale.ROOT));
    }

    /** {@code LoadModule cache_module ...}: from here on the module is there. */
    void load(String identifier) {
        loaded.add(module(identifier));
    }

    boolean holds(Section section, Path serverRoot) {
        String argument = section.argument();
        boolean not = argument.startsWith("!") && !section.is("IfVersion");
        String subject = not ? argument.substring(1) : argument;
        boolean holds = switch (section.name().toLowerCase(Locale.ROOT)) {
            case "ifmodule" -> everyModule ? !not : loaded.contains(module(subject));
            case "ifdefine" -> definitions.isDefined(subject);
            case "iffile" -> Files.exists(serverRoot.resolve(subject));
            case "ifversion" -> version(section.arguments());
            // whatever these sections ask for, httpd 2.4 with all modules of this project has it
            default -> true;
        };
        return everyModule && section.is("IfModule") ? holds : holds != not;
    }

    private static String module(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String bare = lower.replaceFirst("\\.c$", "").replaceFirst("^mod_", "").replaceFirst("_module$", "");
        return UNUSUAL_NAMES.getOrDefault(bare, bare);
    }

    private static boolean version(List<String> arguments) {
        String operator = arguments.size() > 1 ? arguments.get(0) : "=";
        String asked = arguments.isEmpty() ? "" : arguments.get(arguments.size() - 1);
        if (!asked.matches("\\d+(\\.\\d+){0,2}")) {
            // a regular expression: it was written for some 2.4
            return true;
        }
        int order = compare(asked.split("\\."));
        boolean not = operator.startsWith("!");
        boolean holds = switch (not ? operator.substring(1) : operator) {
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            default -> order == 0;
        };
        return holds != not;
    }

    private static int compare(String[] asked) {
        for (int part = 0; part < asked.length; part++) {
            int order = VERSION.get(part).compareTo(Integer.parseInt(asked[part]));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
