import { expect, it } from 'vitest';
import { describeProcessor, parseProcessor } from './processor.ts';

/** The lines of /proc/cpuinfo that matter, as these machines give them; two cores of each. */
const twice = (core: string) => `${core}\n\n${core.replace('processor\t: 0', 'processor\t: 1')}\n\n`;

const epyc = twice(`processor\t: 0
vendor_id\t: AuthenticAMD
cpu family\t: 25
model name\t: AMD EPYC 9R14
flags\t\t: fpu vme sse sse2 ssse3 fma sse4_1 sse4_2 avx f16c avx2 avx512f avx512bw avx512vl avx512_bf16 avx512_vnni
bugs\t\t: sysret_ss_attrs spectre_v1`);

const oldXeon = twice(`processor\t: 0
vendor_id\t: GenuineIntel
cpu family\t: 6
model name\t: Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz
flags\t\t: fpu vme sse sse2 ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand bmi1 avx2 smep bmi2
bugs\t\t: cpu_meltdown spectre_v1`);

const pi4 = `${twice(`processor\t: 0
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm crc32 cpuid
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x0
CPU part\t: 0xd08
CPU revision\t: 3`)}Hardware\t: BCM2835
Revision\t: c03111
Serial\t\t: 100000000abcdef0
Model\t\t: Raspberry Pi 4 Model B Rev 1.1
`;

const pi5 = `${twice(`processor\t: 0
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x4
CPU part\t: 0xd0b
CPU revision\t: 1`)}Revision\t: c04170
Serial\t\t: 0000000012345678
Model\t\t: Raspberry Pi 5 Model B Rev 1.0
`;

const orin = twice(`processor\t: 0
model name\t: ARMv8 Processor rev 1 (v8l)
BogoMIPS\t: 62.50
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp uscat ilrcpc flagm paca pacg
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x0
CPU part\t: 0xd42
CPU revision\t: 1`);

it.each([
  ['an EPYC', epyc, 'x64', 'AMD EPYC 9R14', 'avx512_vnni'],
  ['a Xeon of 2014', oldXeon, 'x64', 'Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz', ''],
  ['a Raspberry Pi 4', pi4, 'arm64', 'Cortex-A72', ''],
  ['a Raspberry Pi 5', pi5, 'arm64', 'Cortex-A76', 'asimddp'],
  ['a Jetson Orin', orin, 'arm64', 'Cortex-A78AE', 'asimddp'],
])('%s says its name and what it can do with bytes', (_, cpuinfo, arch, name, integers) => {
  const processor = parseProcessor(cpuinfo, arch);
  expect(processor).toMatchObject({ arch, name });
  const known = ['avx512_vnni', 'avx_vnni', 'i8mm', 'asimddp'].filter((one) => processor.features.has(one));
  expect(known.join()).toBe(integers);
  expect(describeProcessor(processor)).toContain(integers || 'no instructions for 8-bit integers');
});

it('of cores of two kinds, what both can do counts', () => {
  const mixed = parseProcessor(pi5 + pi4, 'arm64');
  expect(mixed.name).toBe('Cortex-A76 + Cortex-A72');
  expect([...mixed.features]).toEqual(['fp', 'asimd', 'evtstrm', 'crc32', 'cpuid']);
});

it('what tells nothing has no features', () => {
  expect(parseProcessor('', 'arm64')).toEqual({ arch: 'arm64', name: 'unknown', features: new Set() });
});
