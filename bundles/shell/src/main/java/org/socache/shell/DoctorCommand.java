// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.table.ShellTable;
import org.socache.api.admin.CacheAdmin;
import org.socache.shell.Finding.Verdict;
import org.socache.shell.json.Json;

/** {@code socache:doctor}: looks for what usually goes wrong, and says what to do. */
@Service
@Command(
        scope = "socache",
        name = "doctor",
        description = "Checks caches, providers, configuration, permissions, JVM and clock, and says what to do")
public final class DoctorCommand implements Action {

    /** What the consumers' MBeans say about a configuration that was refused. */
    private static final String PROBLEM = "ConfigurationProblem";

    /** Two of these, a verdict and a subject fit into 100 columns. */
    private static final int TEXT_WIDTH = 38;

    @Reference
    private CacheAdmin admin;

    @Reference
    private RefusedConfigurations refused;

    @Reference
    private Session session;

    @Option(name = "--no-format", description = "Disable table rendered output")
    private boolean noFormat;

    @Option(name = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Object execute() throws JMException {
        List<Finding> findings = new ArrayList<>();
        admin.caches().forEach(cache -> findings.addAll(CacheExamination.of(cache)));
        if (admin.caches().isEmpty()) {
            findings.add(Finding.warn("caches", "no consumer has opened one", "feature:install socache-http"));
        }
        findings.addAll(refusedConfigurations(ManagementFactory.getPlatformMBeanServer(), refused.findings()));
        findings.addAll(NodeExamination.of(
                Path.of(System.getProperty("karaf.etc", "etc")),
                Path.of(System.getProperty("karaf.data", "data")),
                InstantSource.system(),
                Runtime.version().feature(),
                Runtime.getRuntime().maxMemory()));
        if (json) {
            session.getConsole()
                    .println(Json.text(
                            findings.stream().map(DoctorCommand::fields).toList()));
        } else {
            print(findings);
        }
        return null;
    }

    /** What MBeans say, and what the log says of files that none of them speaks about. */
    static List<Finding> refusedConfigurations(MBeanServer server, List<Finding> logged) throws JMException {
        List<Finding> findings = new ArrayList<>();
        for (ObjectName name : server.queryNames(new ObjectName("org.socache:*"), null)) {
            try {
                String problem = problem(server, name);
                if (!problem.isEmpty()
                        && logged.stream().noneMatch(finding -> finding.text().startsWith(problem))) {
                    findings.add(Finding.fail(
                            "configuration", problem, "correct the value; until then the one before it is in force"));
                }
            } catch (JMException | JMRuntimeException failed) {
                findings.add(Finding.warn("mbean", name + " cannot be read: " + failed, "log:display says why"));
            }
        }
        findings.addAll(logged);
        return findings;
    }

    /** Empty if there is none, and if the MBean has no configuration or has gone. */
    private static String problem(MBeanServer server, ObjectName name) throws JMException {
        try {
            boolean configured = Stream.of(server.getMBeanInfo(name).getAttributes())
                    .anyMatch(attribute -> attribute.getName().equals(PROBLEM));
            return configured ? String.valueOf(server.getAttribute(name, PROBLEM)) : "";
        } catch (InstanceNotFoundException gone) {
            return "";
        }
    }

    private void print(List<Finding> findings) {
        ShellTable table = new ShellTable();
        table.column("");
        table.column("What");
        table.column("Found");
        table.column("What to do");
        int width = noFormat ? Integer.MAX_VALUE : TEXT_WIDTH;
        findings.stream()
                .sorted((one, other) -> other.verdict().compareTo(one.verdict()))
                .forEach(finding -> Format.addRow(
                        table,
                        List.of(
                                List.of(finding.verdict().name()),
                                List.of(finding.subject()),
                                Format.lines(finding.text(), width),
                                Format.lines(finding.advice(), width))));
        table.print(session.getConsole(), !noFormat);
        long wrong = findings.stream()
                .filter(finding -> finding.verdict() != Verdict.OK)
                .count();
        session.getConsole()
                .println(
                        wrong == 0 ? "Nothing is wrong." : wrong + " of " + findings.size() + " findings need a look.");
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("verdict", finding.verdict().name());
        fields.put("subject", finding.subject());
        fields.put("text", finding.text());
        fields.put("advice", finding.advice());
        return fields;
    }
}
