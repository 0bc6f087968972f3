// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.socache.httpd.config.Definitions;
import org.socache.httpd.config.Directive;
import org.socache.httpd.config.HttpdConfiguration;
import org.socache.httpd.config.HttpdConfiguration.PassedOver;
import org.socache.httpd.config.Problem;
import org.socache.httpd.config.Section;
import org.socache.httpd.plan.Note.Kind;

/** Makes a plan out of what httpd's configuration says. Reads, and writes nothing. */
public final class HttpdImport {

    private final HttpdConfiguration configuration;
    private final List<Rules> rules;
    private final Draft draft = new Draft();

    private HttpdImport(HttpdConfiguration configuration) {
        this.configuration = configuration;
        List<Directive> all = configuration.directives();
        this.rules = List.of(
                new HttpCacheRules(all),
                new ProxyRules(all),
                new AuthnRules(all, configuration.serverRoot()),
                new TlsRules(),
                new ProviderRules(),
                new LargeObjectRules());
    }

    /** The plan for a configuration. */
    public static Plan of(HttpdConfiguration configuration) {
        return new HttpdImport(configuration).plan();
    }

    private Plan plan() {
        Sites sites = new Sites(configuration.directives());
        for (Directive directive : configuration.directives()) {
            Rules knowing = knowing(directive);
            if (knowing == null) {
                draft.leaveAlone();
            } else {
                apply(knowing, directive, sites);
            }
        }
        rules.forEach(each -> each.finish(draft));
        configuration.passedOver().forEach(this::passedOver);
        configuration.problems().forEach(this::problem);
        return draft.finish();
    }

    private Rules knowing(Directive directive) {
        return rules.stream().filter(each -> each.know(directive)).findFirst().orElse(null);
    }

    private void apply(Rules knowing, Directive directive, Sites sites) {
        String unknown = unknown(directive);
        if (unknown == null) {
            knowing.apply(directive, Surroundings.of(directive, sites), draft);
        } else {
            draft.refuse(directive, unknown + " is not defined; give it with --define " + unknown + "=VALUE");
        }
    }

    /** A variable without a value, in the line or in the sections around it. */
    private static String unknown(Directive directive) {
        return Stream.concat(
                        Stream.of(directive.value()),
                        directive.within().stream().map(Section::toString))
                .map(Definitions::unknownIn)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private void passedOver(PassedOver passed) {
        if (knowing(passed.directive()) != null) {
            draft.refuse(passed.directive(), "httpd does not see it: " + passed.condition() + " does not hold");
        }
    }

    private void problem(Problem problem) {
        draft.note(new Note(Kind.UNSUPPORTED, problem.place(), problem.line(), problem.text()));
    }
}
