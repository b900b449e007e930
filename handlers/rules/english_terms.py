"""The vocabulary of science funding in English, as the Chinese words that guides print."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from typing import Final

_LATIN_WORDS: Final = re.compile(r"[a-z]{2,}[^\u4e00-\u9fff]{1,3}[a-z]{2,}[^\u4e00-\u9fff]{1,3}[a-z]{2,}")
# English, and the Chinese words of which a guide may print one; `|` stands between them.
_ROWS: Final[tuple[tuple[str, str], ...]] = (
    # companies
    (r"high[- ]?(?:and[- ]new[- ])?tech(?:nology)?[- ](?:enterprise|compan|firm|business)\w*", "高新技术企业"),
    (r"high[- ]growth|gazelles?", "高成长|瞪羚"),
    (r"unicorns?", "独角兽"),
    (r"\bsmes?\b|small[- ]and[- ]medium\w*", "中小企业|科技型中小企业"),
    (r"speciali[sz]ed (?:and|,) (?:sophisticated|refined|new)\w*|little giants?", "专精特新|小巨人"),
    (r"benchmark\w*|rais\w+ (?:the |of )?standards?|standard[- ](?:setting|raising)", "树标|标杆|对标"),
    (r"quality[- ](?:improv|upgrad|enhanc|promot)\w+|(?:improv|upgrad|enhanc)\w+ (?:the )?quality|standards? and (?:the )?quality", "提质|质量提升"),
    (r"innovation (?:profil|portrait|persona)\w*", "创新画像"),
    (r"(?:evaluation|assessment|appraisal) (?:index |indicator )?(?:system|framework)s?", "评价体系"),
    (r"pre-?(?:review|assessment|evaluation)", "预评审"),
    (r"(?:technology|innovation)[- ](?:enterprise |compan\w+ )?(?:innovation )?services?|services? for (?:technology|innovative)", "创新服务"),
    # contests and awards
    (r"innovation (?:and|&) (?:entrepreneurship|start-?ups?)", "创新创业"),
    (r"host(?:ing)?\b|undertak\w+|organi[sz](?:e|ing|er)\b[^.]{0,24}(?:contest|competition)", "承办"),
    (r"science (?:and|&) technology (?:award|prize)s?|sci-?tech (?:award|prize)s?|science (?:award|prize)s?", "科技奖|科学技术奖"),
    (r"social (?:forces?|organi[sz]ations?|capital)|non-?governmental|private(?:ly)?[- ](?:sector|funded|run)", "社会力量"),
    (r"set up by|establish\w* by|founded by|setting up", "设立"),
    # alliances, parks, incubators
    (r"industr(?:y|ial) technolog(?:y|ical)(?: innovation)?", "产业技术创新"),
    (r"alliances?|consorti(?:um|a)", "联盟"),
    (r"agricultur\w+ (?:science|sci-?tech|high-?tech|technology)(?: and technology)? parks?", "农业科技园区"),
    (r"(?:science|technology|sci-?tech|industrial)(?: and technology)? parks?", "科技园区|园区"),
    (r"high[- ]?(?:and[- ]new[- ])?tech(?:nology)? (?:industrial )?(?:development )?(?:zone|district)s?", "高新区"),
    (r"innovat\w+ (?:capacit|capabilit|abilit)\w+", "创新能力"),
    (r"(?:improv|enhanc|upgrad|promot|strengthen)\w+", "提升"),
    (r"maker ?spaces?", "众创空间"),
    (r"incubators?|incubation", "孵化器|孵化"),
    (r"accelerators?", "加速器"),
    (r"service cent(?:er|re)s?", "服务中心"),
    (r"operat(?:ion|ing|e)s?\b", "运营"),
    (r"agri(?:culture|cultural)?[- ]?(?:tech|science|sci-?tech)\w*", "农业科技"),
    (r"construct(?:ion|ing)|building\b", "建设"),
    (r"co-?construct\w+|jointly (?:built|establish\w+)|co-?build\w*", "共建"),
    # research
    (r"major (?:science|technolog|sci-?tech|research)[\w ]{0,24}(?:project|program|plan|special)\w*", "重大科技|重大科技计划|重大专项"),
    (r"open (?:call|competition|bidding)[\w ]{0,20}(?:challenge|lead|problem|talent|technolog)\w*|(?:unveil|reveal|announc)\w+ (?:the )?(?:list|ranking)\w*|(?:list|challenge)[- ](?:unveiling|announcement|and[- ]command)", "揭榜挂帅|揭榜"),
    (r"bottlenecks?|choke ?points?|stranglehold|neck[- ]?(?:choking|jamming)", "卡脖子"),
    (r"key (?:and |& )?core technolog\w+|core technolog\w+", "关键核心技术|核心技术"),
    (r"tackl\w+|(?:technical|technological|technology) (?:breakthrough|research|challenge)s?", "技术攻关|攻关"),
    (r"basic (?:and applied )?research|fundamental research", "基础研究"),
    (r"natural science (?:foundation|fund)", "自然科学基金"),
    (r"key lab(?:oratory|oratories|s)?", "重点实验室"),
    (r"engineering (?:and |& )?(?:technolog\w+ )?(?:research )?cent(?:er|re)s?", "工程技术研究中心"),
    (r"new[- ](?:type )?(?:r&d|research)[\w &]{0,20}(?:institut|organi[sz]ation)\w*", "新型研发机构"),
    (r"provincial(?:[- ]level)?", "省级"),
    (r"soft science|think ?tanks?", "软科学|智库"),
    (r"public welfare|social development", "公益|社会发展"),
    (r"international (?:science |technolog\w+ )?(?:cooperat|collaborat)\w+", "国际合作|国际科技合作"),
    (r"hong ?kong|macau|macao", "港澳"),
    (r"subsid(?:y|ies)|grants?|fund(?:ing|s)?|financial (?:aid|support)", "补助|资助"),
    (r"loans?|interest", "贷款|贴息"),
    # transfer
    (r"(?:transform|conver|commerciali[sz]|translat|transfer)\w*(?: of)? (?:of |the )?(?:scientific |technolog\w+ |research |and |sci-?tech )*(?:achievement|result|outcome|research|finding)s?", "成果转化|科技成果转化"),
    (r"(?:achievement|result|outcome)s? (?:transform|conver|commerciali[sz]|transfer|translat)\w*", "成果转化|科技成果转化"),
    (r"technology transfers?", "技术转移|成果转化"),
    (r"(?:scientific |technolog\w+ |research )*achievements?\b", "成果|成果转化"),
    (r"technology (?:broker|manager|agent)s?", "技术经纪人|技术经理人"),
    (r"industry[- /,](?:academia|university|education|academic)(?:[- /,](?:and[- ])?research)?|(?:university|academia)[- /,]industry", "产学研"),
    (r"deep(?:ly|ening)?[- ](?:[\w-]+ ){0,2}(?:integrat|fusion)\w*|in-depth integrat\w+", "深度融合"),
    (r"dual[- ]carbon|carbon (?:peak|neutral)\w*|low[- ]carbon", "双碳|低碳"),
    # people and places
    (r"(?:science|sci-?tech|technology|s&t|technical)(?: (?:and|&) technology)? (?:commissioner|envoy|special correspondent|specialist|dispatcher)s?|(?:commissioner|special envoy)s?", "科技特派员|特派员"),
    (r"research (?:cooperat|collaborat)\w+|(?:cooperat|collaborat)\w+ (?:on |in )?research", "科研合作"),
    (r"post-?docs?|postdoctoral", "博士后"),
    (r"young|youths?", "青年"),
    (r"foreign experts?|overseas experts?", "外国专家|海外专家"),
    (r"talents?|experts?", "人才"),
    (r"overseas|returnees?", "海外|留学"),
    (r"rural (?:vitali[sz]|revitali[sz])ation|countryside", "乡村振兴"),
    (r"(?:primary|grass-?roots|community|township)[- ](?:level )?(?:health\w*|medic\w*|hospital)[\w ]{0,16}", "基层医疗机构"),
    (r"(?:featured?|characteristic|themed?|special(?:ty)?)[- ](?:[\w-]+ ){0,2}towns?|towns? project|tourism town", "特色镇"),
    (r"popular science|sci(?:ence|-pop)? (?:populari[sz]ation|communication|education|tourism)|public science", "科普"),
    (r"(?:study|research|educational|learning) (?:tour|trip|travel|route)s?", "研学"),
    (r"routes?|itinerar(?:y|ies)|trails?", "线路"),
    # fields
    (r"artificial intelligence|\bai\b", "人工智能"),
    (r"digital economy", "数字经济"),
    (r"big data", "大数据"),
    (r"new[- ]energy", "新能源"),
    (r"new materials?|advanced materials?", "新材料"),
    (r"(?:smart|intelligent) manufactur\w+|(?:smart|intelligent) equipment", "智能制造|智能装备"),
    (r"bio-?medic\w+|pharma\w*|drugs?", "生物医药|新药"),
    (r"clinical", "临床"),
    (r"marine|ocean\w*|maritime", "海洋"),
    (r"seeds?|breeding", "种业|育种"),
    (r"fisher(?:y|ies)|aquacultur\w+", "渔业|水产"),
    (r"intellectual propert(?:y|ies)|patents?", "知识产权|专利"),
    (r"semiconductors?|integrated circuits?|chips?", "集成电路|半导体|芯片"),
    (r"low[- ]altitude|drones?|\buavs?\b", "低空|无人机"),
    (r"financ(?:e|ial) (?:and|&) technology|technology financ\w+|sci-?tech financ\w+", "科技金融"),
    (r"elderly|ag(?:e)?ing", "养老|老年"),
    (r"environment\w*|ecolog\w*", "生态环境|环保"),
    (r"hydrogen", "氢能"),
    (r"batter(?:y|ies)|energy storage", "电池|储能"),
)  # fmt: skip
# Names of files, and the papers of a list that they are.
_PAPERS: Final = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"application|\bform\b|form(?=[_.])", "申报书申请书"),
        (r"proposal", "申请书"),
        (r"licen[cs]e", "营业执照"),
        (r"registration", "登记证"),
        (r"feasib\w*", "可行性报告"),
        (r"agreement|contract", "协议"),
        (r"audit\w*|financial|statement", "财务报表审计报告"),
        (r"plan|scheme", "工作方案实施方案"),
        (r"commitment|undertaking", "承诺函"),
        (r"patents?|\bip\b|ip(?=[_.])", "知识产权专利"),
        (r"certificat\w*|evidence|proof|supporting|experience|track record", "证明"),
        (r"budget", "预算"),
    )
)
_TERMS: Final = tuple((re.compile(pattern), words) for pattern, words in _ROWS)


def in_chinese(text: str) -> tuple[str, ...]:
    """Render the words of the trade in a folded text that holds English sentences; empty for any other."""
    if not _LATIN_WORDS.search(text):
        return ()
    return tuple(words for pattern, words in _TERMS if pattern.search(text))


def paper_in_chinese(name: str) -> str:
    """Render a file's English name as the papers that a list of materials asks for; any other stays."""
    if not name.isascii():
        return name
    return " ".join(word for pattern, word in _PAPERS if pattern.search(name.lower())) or name
